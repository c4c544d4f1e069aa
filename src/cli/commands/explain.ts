import { callAdmin, parseObject, readText } from '../call-emulator';
import { findAddress, URL_OPTION, type Command } from './command';

/** By option: the parameter of `GET explain`. */
const PARAMETERS = {
  domain: 'domain',
  repository: 'repository',
  format: 'format',
  namespace: 'namespace',
  package: 'package',
  version: 'version',
  asset: 'asset',
  'domain-owner': 'domainOwner',
  region: 'region',
} as const;

const OUTCOMES: Readonly<Record<string, string>> = {
  FOUND: 'has the version',
  NOT_FOUND: 'does not have the version',
  BLOCKED: 'may not be asked',
  DANGLING: 'is gone',
  LIMIT: 'is not asked any more',
};

/** `explain …`: the steps of `GET explain` (DESIGN D10) in words; exit status 1 when the version is not to be had. */
export const explain: Command = {
  name: 'explain',
  positionals: [],
  options: {
    domain: { value: 'NAME', help: 'domain', isRequired: true },
    repository: { value: 'NAME', help: 'repository that a client asks', isRequired: true },
    format: { value: 'FORMAT', help: 'npm, pypi, maven, …', isRequired: true },
    namespace: { value: 'NAME', help: 'scope, group or namespace of the package' },
    package: { value: 'NAME', help: 'package', isRequired: true },
    version: { value: 'VERSION', help: 'version', isRequired: true },
    asset: { value: 'NAME', help: 'an asset that the version must have' },
    'domain-owner': { value: 'ACCOUNT', help: 'account of the domain' },
    region: { value: 'NAME', help: 'region of the domain' },
    json: { help: 'print the answer as it is' },
    ...URL_OPTION,
  },
  notes: ['Exit status 0 when the version is to be had, 1 when it is not.'],
  async run(given) {
    const query = new URLSearchParams();
    for (const [option, parameter] of Object.entries(PARAMETERS)) {
      const value = given.text(option);
      if (value !== undefined) query.set(parameter, value);
    }
    const text = await readText(await callAdmin(findAddress(given), `explain?${query.toString()}`));
    const explanation = parseObject(text);
    const answer = toObject(explanation['answer']);
    process.stdout.write(given.flag('json') ? `${text.trim()}\n` : describe(explanation, answer));
    return answer['status'] === 200 ? 0 : 1;
  },
};

function describe(
  explanation: Readonly<Record<string, unknown>>,
  answer: Readonly<Record<string, unknown>>,
): string {
  const steps = toList(explanation['steps']).map((value, index) => {
    const step = toObject(value);
    const word = (name: string): string | undefined => {
      const found = step[name];
      return typeof found === 'string' ? found : undefined;
    };
    const [repository, outcome, reason] = [word('repository'), word('outcome') ?? '', word('reason')];
    const place =
      repository === undefined ? `connection ${word('externalConnection')}` : `repository ${repository}`;
    const verdict = OUTCOMES[outcome] ?? outcome;
    return `${index + 1}. ${place} ${verdict}${reason === undefined ? '' : `: ${reason}`}`;
  });
  const retained = toList(explanation['retainedIn']).map(String);
  const end =
    answer['status'] === 200 ? `A client gets it from ${String(answer['from'])}.` : 'A client gets a 404.';
  const copies = retained.length > 0 ? [`Copies are kept in ${retained.join(', ')}.`] : [];
  return [...steps, end, ...copies, ''].join('\n');
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
