import type { DomainDescription, DomainSummary } from '@aws-sdk/client-codeartifact';
import type { DomainState } from '../../registry/domains';
import type { DomainRecord } from '../../registry/records';
import { partitionOf } from '../../util/arn';

// The accounts of the service's own asset buckets, one bucket per region (DOM-060, REAL-081).
const BUCKET_OWNERS: ReadonlyMap<string, string> = new Map([
  ['us-east-1', '193858265520'],
  ['us-east-2', '250872398865'],
  ['us-west-2', '787052242323'],
  ['eu-west-1', '438097961670'],
  ['eu-west-2', '247805302724'],
  ['eu-west-3', '762466490029'],
  ['eu-north-1', '611884512288'],
  ['eu-south-1', '484130244270'],
  ['eu-central-1', '769407342218'],
  ['ap-northeast-1', '660291247815'],
  ['ap-southeast-1', '421485864821'],
  ['ap-southeast-2', '860415559748'],
  ['ap-south-1', '681137435769'],
]);

/** A domain as lists show it (DOM-076, DOM-077). */
export function toDomainSummary(
  domain: DomainRecord,
  status: 'Active' | 'Deleted' = 'Active',
): DomainSummary {
  return {
    name: domain.name,
    owner: domain.owner,
    arn: domain.arn,
    status,
    createdTime: new Date(domain.createdTime),
    encryptionKey: domain.encryptionKey,
  };
}

/** A domain with its counters, in the order of REAL-070; `status` is Deleted in the answer to DeleteDomain only. */
export function toDomainDescription(
  { domain, usage }: DomainState,
  region: string,
  status: 'Active' | 'Deleted' = 'Active',
): DomainDescription {
  return {
    repositoryCount: usage.repositoryCount,
    assetSizeBytes: usage.assetSizeBytes,
    s3BucketArn: `arn:${partitionOf(region)}:s3:::assets-${BUCKET_OWNERS.get(region) ?? '000000000000'}-${region}`,
    ...toDomainSummary(domain, status),
  };
}
