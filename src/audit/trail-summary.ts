import { domainArn, packageArn, packageGroupArn, repositoryArn } from '../util/arn';
import type { AuditedRequest } from './audited-request';

/** How often a principal did something to a resource: what its policies would have to allow (TRAIL-031). */
export interface TrailUse {
  readonly principal: string;
  /** `codeartifact:…`. */
  readonly action: string;
  /** `*` for operations on no resource. */
  readonly resource: string;
  readonly allowed: boolean;
  readonly count: number;
}

/** What a request used. */
export function toUse(request: AuditedRequest): Omit<TrailUse, 'count'> {
  return {
    principal: request.notes.caller.principalArn,
    action: `codeartifact:${request.action}`,
    resource: toResource(request),
    allowed: request.error?.code !== 'AccessDeniedException',
  };
}

/** Text members of an operation's input that name a resource. */
type Names = Readonly<Record<string, string | undefined>>;

function toResource({ action, notes }: AuditedRequest): string {
  const { caller, repository, package: named } = notes;
  if (repository) {
    // Reading is allowed on the repository, publishing on the package (IAM-040 …).
    if (action === 'ReadFromRepository' || !named) return repositoryArn(repository);
    return packageArn({ ...repository, ...named, namespace: named.namespace ?? '' });
  }
  const input = (notes.input ?? {}) as Names; // looked at by names that are texts in every operation
  if (input.resourceArn !== undefined) return input.resourceArn;
  const { domain, format, package: name } = input;
  if (domain === undefined) return '*';
  const id = { region: caller.region, domainOwner: input.domainOwner ?? caller.account, domain };
  if (input.packageGroup !== undefined) return packageGroupArn(id, input.packageGroup);
  const inRepository = input.repository ?? input.destinationRepository;
  if (inRepository === undefined) return domainArn(id);
  const inDomain = { ...id, repository: inRepository };
  if (format === undefined || name === undefined) return repositoryArn(inDomain);
  return packageArn({ ...inDomain, format, namespace: input.namespace ?? '', package: name });
}
