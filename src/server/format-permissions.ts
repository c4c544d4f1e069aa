import type { Permission } from '../access/permission';
import type { FormatAction } from '../formats/format';
import type { FormatRules, PackageCoordinate } from '../registry/ports';
import type { RepositoryId } from '../registry/records';
import { packageArn, repositoryArn } from '../util/arn';

/** To read is asked for on the repository, whatever is read (IAM-015, IAM-040). */
export function toReadPermission({ repository, region, domainOwner, domain }: RepositoryId): Permission {
  const id = { region, domainOwner, domain };
  return {
    action: 'codeartifact:ReadFromRepository',
    resources: [repositoryArn({ ...id, repository })],
    ...{ domain: id, repository, isTaggable: true },
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
