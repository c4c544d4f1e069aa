import {
  CreatePackageGroupCommand,
  ListPackageGroupsCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  type CodeartifactClient,
  type PackageGroupAllowedRepository,
  type PackageGroupOriginRestrictionMode as Mode,
  type PackageGroupOriginRestrictionType as Type,
} from '@aws-sdk/client-codeartifact';

/** What the ARN of every group in the test domain `acme` begins with. */
export const GROUP_ARN = 'arn:aws:codeartifact:us-east-1:000000000000:package-group/acme';

/** A group as other groups show it, for patterns without `%`. */
export const toReference = (pattern: string) => ({
  arn: GROUP_ARN + pattern.replace('*', '%2a').replace('$', '%24'),
  pattern,
});

/** The restriction of a group that sets its own mode. */
export const owned = (mode: Mode, repositoriesCount = 0) => ({
  mode,
  effectiveMode: mode,
  repositoriesCount,
});

/** The restriction of a group that takes its mode from another. */
export const inherited = (pattern: string, effectiveMode: Mode = 'ALLOW') => ({
  mode: 'INHERIT',
  effectiveMode,
  inheritedFrom: toReference(pattern),
  repositoriesCount: 0,
});

export const forEveryType = <R>(restriction: R) => ({
  restrictions: {
    EXTERNAL_UPSTREAM: restriction,
    INTERNAL_UPSTREAM: restriction,
    PUBLISH: restriction,
  },
});

/** The error for a group of domain `acme` that does not exist (PG-500). */
export const missingGroup = (pattern: string) => ({
  name: 'ResourceNotFoundException',
  status: 404,
  message:
    `Package group not found. Package group '${pattern}' in domain 'acme' owned by account ` +
    `'000000000000' does not exist.`,
  resourceId: pattern,
});

/** Creates groups in domain `acme`, in this order. */
export async function createGroups(client: CodeartifactClient, ...patterns: string[]): Promise<void> {
  for (const packageGroup of patterns) {
    await client.send(new CreatePackageGroupCommand({ domain: 'acme', packageGroup }));
  }
}

/** Sets modes of a group of domain `acme`, and the repositories that are to be allowed for them. */
export const restrict = (
  client: CodeartifactClient,
  packageGroup: string,
  restrictions: Partial<Record<Type, Mode>>,
  addAllowedRepositories?: PackageGroupAllowedRepository[],
) =>
  client.send(
    new UpdatePackageGroupOriginConfigurationCommand({
      domain: 'acme',
      packageGroup,
      restrictions,
      addAllowedRepositories,
    }),
  );

/** The patterns of all groups in domain `acme`, as listed. */
export async function listPatterns(client: CodeartifactClient): Promise<(string | undefined)[]> {
  const { packageGroups = [] } = await client.send(new ListPackageGroupsCommand({ domain: 'acme' }));
  return packageGroups.map(({ pattern }) => pattern);
}
