import type {
  PackageGroupDescription,
  PackageGroupOriginRestriction,
  PackageGroupReference,
} from '@aws-sdk/client-codeartifact';
import { findSupplier } from '../../registry/group-restrictions';
import { listLineage } from '../../registry/package-groups';
import {
  ORIGIN_RESTRICTION_TYPES,
  type DomainId,
  type OriginRestrictionType,
  type PackageGroupRecord,
} from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';

type Lineage = readonly [PackageGroupRecord, ...PackageGroupRecord[]];

/** A group as it is shown alone and in lists; what it inherits is looked up in the groups above (PG-200 … PG-206). */
export async function describePackageGroup(
  tx: ReadTransaction,
  id: DomainId,
  group: PackageGroupRecord,
): Promise<PackageGroupDescription> {
  const lineage = await listLineage(tx, id, group);
  const parent = lineage[1];
  return {
    arn: group.arn,
    pattern: group.pattern,
    domainName: id.domain,
    domainOwner: id.domainOwner,
    createdTime: new Date(group.createdTime),
    contactInfo: group.contactInfo || undefined,
    description: group.description || undefined,
    originConfiguration: {
      restrictions: Object.fromEntries(
        ORIGIN_RESTRICTION_TYPES.map((type) => [type, toRestriction(lineage, type)]),
      ),
    },
    parent: parent && toReference(parent),
  };
}

function toRestriction(lineage: Lineage, type: OriginRestrictionType): PackageGroupOriginRestriction {
  const [group] = lineage;
  const supplier = findSupplier(lineage, type);
  return {
    mode: group.modes[type],
    effectiveMode: supplier.modes[type],
    inheritedFrom: supplier === group ? undefined : toReference(supplier),
    repositoriesCount: group.allowedRepositories[type].length,
  };
}

function toReference(group: PackageGroupRecord): PackageGroupReference {
  return { arn: group.arn, pattern: group.pattern };
}
