import type { Permission } from '../access/permission';
import type { InputOf, OperationName } from '../protocol/types';
import { domainKey, repositoryKey } from '../registry/keys';
import { findPackageGroup } from '../registry/find-package-group';
import type { DomainId } from '../registry/records';
import { domainArn, packageGroupArn, parseArn, repositoryArn } from '../util/arn';
import type { OperationContext } from './operation';
import { toPackageCoordinate, toPackageArn } from './package-target';
import { toDomainId, toRepositoryId } from './scope';

type Requirement = Omit<Permission, 'action'>;
type Found<T> = T | Promise<T>;
type Declare<I> = (input: I, ctx: OperationContext, action: string) => Found<readonly Permission[]>;

/** What an operation needs beside its own action on its own resource (IAM-021 … IAM-026). */
type Further<I> = (input: I, ctx: OperationContext) => Found<readonly Permission[]>;

type DomainInput = Parameters<typeof toDomainId>[0];
type RepositoryInput = Parameters<typeof toRepositoryId>[0];
type PackageInput = Parameters<typeof toPackageArn>[0];

/**
 * The permissions that each operation needs, in the order in which they are asked for (IAM-020 … IAM-034). That no
 * operation is forgotten is the compiler's to see (IAM-121).
 */
const PERMISSIONS: { readonly [N in OperationName]: Declare<InputOf<N>> } = {
  AssociateExternalConnection: on(toRepository),
  CopyPackageVersions: (input, ctx, action) => {
    const destination = { ...input, repository: input.destinationRepository };
    return [
      readFrom({ ...input, repository: input.sourceRepository }, ctx),
      { action, ...toRepository(destination, ctx) },
      { action, ...toPackage(destination, ctx) },
    ];
  },
  CreateDomain: on(toNewDomain, (input: InputOf<'CreateDomain'>, ctx) => [
    ...toEncryption(input),
    ...toTagging(toNewDomain(input, ctx)),
  ]),
  CreatePackageGroup: on(toNewPackageGroup, (input, ctx) =>
    toTagging(toNewPackageGroup(input, ctx), packageGroupArn(toDomainId(input, ctx), input.packageGroup)),
  ),
  CreateRepository: on(toNewRepository, (input, ctx) => [
    ...toUpstreams(input, ctx, []),
    ...toTagging(toNewRepository(input, ctx), repositoryArn(toRepositoryId(input, ctx))),
  ]),
  DeleteDomain: on(toDomain),
  DeleteDomainPermissionsPolicy: on(toDomain),
  DeletePackage: on(toPackage),
  DeletePackageGroup: on(toPackageGroup),
  DeletePackageVersions: on(toPackage),
  DeleteRepository: on(toRepository),
  DeleteRepositoryPermissionsPolicy: on(toRepository),
  DescribeDomain: on(toDomain),
  DescribePackage: on(toPackage),
  DescribePackageGroup: on(toPackageGroup),
  DescribePackageVersion: on(toPackage),
  DescribeRepository: on(toRepository),
  DisassociateExternalConnection: on(toRepository),
  DisposePackageVersions: on(toPackage),
  GetAssociatedPackageGroup: on(toAssociatedGroup),
  GetAuthorizationToken: on(toDomain, (input) => [toBearerToken(input)]),
  GetDomainPermissionsPolicy: on(toDomain),
  GetPackageVersionAsset: on(toPackage),
  GetPackageVersionReadme: on(toPackage),
  GetRepositoryEndpoint: on(toRepository),
  GetRepositoryPermissionsPolicy: on(toRepository),
  ListAllowedRepositoriesForGroup: on(toPackageGroup),
  ListAssociatedPackages: on(toPackageGroup),
  ListDomains: on(toNothing),
  ListPackageGroups: on(toDomain),
  ListPackages: on(toRepository),
  ListPackageVersionAssets: on(toPackage),
  ListPackageVersionDependencies: on(toPackage),
  ListPackageVersions: on(toPackage),
  ListRepositories: on(toNothing),
  ListRepositoriesInDomain: on(toDomain),
  ListSubPackageGroups: on(toPackageGroup),
  ListTagsForResource: on(toTagged),
  PublishPackageVersion: on(toPackage),
  PutDomainPermissionsPolicy: on((input, ctx) => ({ ...toDomain(input, ctx), skips: 'domain' as const })),
  PutPackageOriginConfiguration: on(toPackage),
  PutRepositoryPermissionsPolicy: on((input, ctx) => ({
    ...toRepository(input, ctx),
    skips: 'repository' as const,
  })),
  TagResource: on((input) => ({ ...toTagged(input), requestTags: input.tags })),
  UntagResource: on((input) => ({ ...toTagged(input), tagKeys: input.tagKeys })),
  UpdatePackageGroup: on(toPackageGroup),
  UpdatePackageGroupOriginConfiguration: on(toPackageGroup),
  UpdatePackageVersionsStatus: on(toPackage),
  UpdateRepository: on(toRepository, async (input, ctx) => {
    const record = await ctx.store.read((tx) => tx.get(repositoryKey(toRepositoryId(input, ctx))));
    return toUpstreams(input, ctx, record?.upstreams.map(({ repositoryName }) => repositoryName) ?? []);
  }),
};

/** What a caller must be allowed for an operation to be done; `input` is that operation's. */
export async function permissionsOf<N extends OperationName>(
  name: N,
  input: InputOf<N>,
  ctx: OperationContext,
): Promise<readonly Permission[]> {
  return PERMISSIONS[name](input, ctx, `codeartifact:${name}`);
}

/** The operation's own action on a resource, and what it needs further. */
function on<I>(
  toRequirement: (input: I, ctx: OperationContext) => Found<Requirement>,
  further?: Further<I>,
): Declare<I> {
  return async (input, ctx, action) => [
    { action, ...(await toRequirement(input, ctx)) },
    ...(further ? await further(input, ctx) : []),
  ];
}

/** IAM-013. */
function toNothing(): Requirement {
  return { resources: ['*'] };
}

function toDomain(input: DomainInput, ctx: OperationContext): Requirement {
  const domain = toDomainId(input, ctx);
  return { resources: [domainArn(domain)], domain, isTaggable: true };
}

function toRepository(input: RepositoryInput, ctx: OperationContext): Requirement {
  const domain = toDomainId(input, ctx);
  const { repository } = input;
  return { resources: [repositoryArn({ ...domain, repository })], domain, repository, isTaggable: true };
}

function toPackage(input: PackageInput, ctx: OperationContext): Requirement {
  const { repository } = input;
  return { resources: [toPackageArn(input, ctx)], domain: toDomainId(input, ctx), repository };
}

function toPackageGroup(
  input: DomainInput & { readonly packageGroup: string },
  ctx: OperationContext,
): Requirement {
  const domain = toDomainId(input, ctx);
  return { resources: [packageGroupArn(domain, input.packageGroup)], domain, isTaggable: true };
}

/** The group that the package is in, whether or not there is such a package (IAM-031). */
async function toAssociatedGroup(
  input: InputOf<'GetAssociatedPackageGroup'>,
  ctx: OperationContext,
): Promise<Requirement> {
  const domain = toDomainId(input, ctx);
  const coordinate = toPackageCoordinate(input, ctx);
  const pattern = await ctx.store.read(async (tx) => {
    if (!(await tx.get(domainKey(domain)))) return '/*';
    return (await findPackageGroup(tx, domain, coordinate)).group.pattern;
  });
  return toPackageGroup({ ...input, packageGroup: pattern }, ctx);
}

/** The resource of an ARN that a caller gave; what is no such ARN is the operation's to refuse. */
function toTagged({ resourceArn }: { readonly resourceArn: string }): Requirement {
  const { region = '', account: domainOwner = '', resource = '' } = parseArn(resourceArn) ?? {};
  const [kind, domain = '', name = ''] = resource.split('/');
  const owner: DomainId = { region, domainOwner, domain };
  return {
    resources: [resourceArn],
    domain: owner,
    ...(kind === 'repository' && { repository: name }),
    isTaggable: true,
  };
}

interface Tagged {
  readonly tags?: readonly { readonly key: string; readonly value: string }[] | undefined;
}

function toNewDomain(input: { readonly domain: string } & Tagged, ctx: OperationContext): Requirement {
  const domain = toDomainId({ domain: input.domain }, ctx);
  return { resources: [domainArn(domain)], domain, requestTags: input.tags ?? [] };
}

/** Created in a domain, and so asked for on the domain or on what is to be (IAM-014). */
function toNewRepository(input: RepositoryInput & Tagged, ctx: OperationContext): Requirement {
  const domain = toDomainId(input, ctx);
  return {
    resources: [domainArn(domain), repositoryArn({ ...domain, repository: input.repository })],
    domain,
    requestTags: input.tags ?? [],
  };
}

function toNewPackageGroup(
  input: DomainInput & Tagged & { readonly packageGroup: string },
  ctx: OperationContext,
): Requirement {
  const domain = toDomainId(input, ctx);
  return {
    resources: [domainArn(domain), packageGroupArn(domain, input.packageGroup)],
    domain,
    requestTags: input.tags ?? [],
  };
}

/** What is created with tags must be allowed to be tagged (IAM-025). */
function toTagging(created: Requirement, arn: string = created.resources[0]): Permission[] {
  if (created.requestTags === undefined || created.requestTags.length === 0) return [];
  return [{ action: 'codeartifact:TagResource', ...created, resources: [arn] }];
}

/** IAM-022. */
function toEncryption({ encryptionKey }: { readonly encryptionKey?: string | undefined }): Permission[] {
  if (encryptionKey === undefined) return [];
  return ['kms:DescribeKey', 'kms:CreateGrant'].map((action) => ({ action, resources: [encryptionKey] }));
}

/** Every upstream that is new must be allowed to be one (IAM-023, IAM-024). */
function toUpstreams(
  input: DomainInput & { readonly upstreams?: readonly { readonly repositoryName: string }[] | undefined },
  ctx: OperationContext,
  present: readonly string[],
): Permission[] {
  const added = (input.upstreams ?? []).filter(({ repositoryName }) => !present.includes(repositoryName));
  return added.map(({ repositoryName }) => ({
    action: 'codeartifact:AssociateWithDownstreamRepository',
    ...toRepository({ ...input, repository: repositoryName }, ctx),
  }));
}

function readFrom(input: RepositoryInput, ctx: OperationContext): Permission {
  return { action: 'codeartifact:ReadFromRepository', ...toRepository(input, ctx) };
}

/** Asked of the identity's own policies (AUTH-058, IAM-098). */
function toBearerToken({ durationSeconds = 43_200 }: InputOf<'GetAuthorizationToken'>): Permission {
  return {
    action: 'sts:GetServiceBearerToken',
    resources: ['*'],
    context: {
      'sts:awsservicename': 'codeartifact.amazonaws.com',
      'sts:durationseconds': String(durationSeconds),
    },
  };
}
