import type { AccessNote, Authorizer } from '../access/authorizer';
import { ValidationException } from '../errors';
import { explainVersion, type Explanation } from '../registry/explain-version';
import type { FormatRules } from '../registry/ports';
import { FORMAT_NAMES, type FormatName } from '../registry/records';
import type { ResolverPorts } from '../registry/resolve-version';
import { parseArn } from '../util/arn';
import { toReadPermission } from './format-permissions';

export interface ExplainParts extends Pick<ResolverPorts, 'store' | 'publicSources'> {
  readonly formats: ReadonlyMap<FormatName, FormatRules>;
  /** Whose domain and which region is meant when the question does not say. */
  readonly account: string;
  readonly region: string;
  /** Absent: policies are not evaluated. */
  readonly authorizer: Authorizer | undefined;
  readonly now: () => number;
}

/** Which version of which package is asked for where, and by whom. */
export interface ExplainQuestion {
  readonly domain: string;
  readonly repository: string;
  readonly format: FormatName;
  readonly namespace?: string;
  readonly package: string;
  readonly version: string;
  /** A file that the version must have; any by default. */
  readonly asset?: string;
  /** The emulator's account and region by default. */
  readonly domainOwner?: string;
  readonly region?: string;
  /** ARN of who asks; with `--auth iam` or `warn` the answer then has the decision. */
  readonly principal?: string;
}

export interface Explained extends Explanation {
  /** Whether a principal may read the repository at all, where the question names one. */
  readonly access?: AccessNote;
}

/** Answers `GET /_codeartifact/explain`; its parameters are the members' names of the service. */
export type Explain = (question: Readonly<Record<string, unknown>>) => Promise<Explained>;

/** Why a version of a package is, or is not, to be had through a repository (DESIGN D10). */
export function createExplain({
  formats,
  account,
  region,
  authorizer,
  now,
  ...ports
}: ExplainParts): Explain {
  return async (question) => {
    const need = (name: string): string => {
      const value = find(question, name);
      if (value === undefined) throw new ValidationException(`Parameter '${name}' is missing`);
      return value;
    };
    const asked = need('format');
    const format = FORMAT_NAMES.find((name) => name === asked);
    const rules = format && formats.get(format);
    if (!rules) throw new ValidationException(`Parameter 'format' must be one of ${FORMAT_NAMES.join(', ')}`);
    const namespace = find(question, 'namespace');
    const coordinate = rules.parseCoordinate({
      package: need('package'),
      ...(namespace !== undefined && { namespace }),
    });
    const target = {
      ...coordinate,
      region: find(question, 'region') ?? region,
      domainOwner: find(question, 'domainOwner') ?? account,
      domain: need('domain'),
      repository: need('repository'),
      displayName: rules.displayName(coordinate),
      version: rules.normalizeVersion(need('version')),
    };
    const explanation = await explainVersion(ports, target, rules, find(question, 'asset'));
    const principalArn = find(question, 'principal');
    if (!authorizer || principalArn === undefined) return explanation;
    const caller = {
      account: parseArn(principalArn)?.account ?? '',
      region: target.region,
      ...{ principalArn, temporary: false },
    };
    const facts = { caller, now: now(), sourceIp: '127.0.0.1', isSecure: false };
    return { ...explanation, access: await authorizer.decide(facts, toReadPermission(target)) };
  };
}

function find(question: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = question[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
