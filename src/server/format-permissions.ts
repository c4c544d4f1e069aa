import type { Permission } from '../access/permission';
import type { FormatAction } from '../formats/format';
import type { FormatRules, PackageCoordinate } from '../registry/ports';
import type { RepositoryId } from '../registry/records';
import { packageArn, repositoryArn } from '../util/arn';

const MAX_REMEMBERED = 1_000;

/**
 * To read is asked for on the repository, whatever is read (IAM-015, IAM-040): for each request of an install, so the
 * permissions are remembered, by the repository's name.
 */
export function createReadPermissions(): (id: RepositoryId) => Permission {
  const known = new Map<string, { readonly id: RepositoryId; readonly permission: Permission }>();
  return (id) => {
    const found = known.get(id.repository);
    if (found && isSame(found.id, id)) return found.permission;
    const permission = toReadPermission(id);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(id.repository, { id, permission });
    return permission;
  };
}

function isSame(a: RepositoryId, b: RepositoryId): boolean {
  return a.domain === b.domain && a.domainOwner === b.domainOwner && a.region === b.region;
}

/** As a new object. */
export function toReadPermission({ repository, ...domain }: RepositoryId): Permission {
  return {
    action: 'codeartifact:ReadFromRepository',
    resources: [repositoryArn({ ...domain, repository })],
    ...{ domain, repository, isTaggable: true, isLasting: true },
  };
}

/** What changes a package is asked for on the package (IAM-041 … IAM-050), by its normalised names (IAM-003). */
export function toPermission(
  action: FormatAction,
  id: RepositoryId,
  { format, namespace, package: name }: PackageCoordinate,
  rules: FormatRules,
): Permission {
  const { repository, ...domain } = id;
  const names = { namespace: rules.normalizeName(namespace), package: rules.normalizeName(name) };
  return {
    action: `codeartifact:${action}`,
    resources: [packageArn({ ...id, format, ...names })],
    ...{ domain, repository },
  };
}
