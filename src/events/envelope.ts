import { createHash } from 'node:crypto';
import type { VersionChange } from '../registry/version-change';
import { packageArn } from '../util/arn';

export const DETAIL_TYPE = 'CodeArtifact Package Version State Change';

/** An event as EventBridge hands it to a rule's target (EVT-001 … EVT-015). */
export interface EventEnvelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': typeof DETAIL_TYPE;
  readonly source: 'aws.codeartifact';
  /** Who receives this copy. */
  readonly account: string;
  /** ISO 8601 in whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: EventDetail;
}

export interface EventDetail {
  readonly domainName: string;
  readonly domainOwner: string;
  readonly repositoryName: string;
  readonly repositoryAdministrator: string;
  readonly packageFormat: string;
  readonly packageNamespace: string | null;
  readonly packageName: string;
  readonly packageVersion: string;
  readonly packageVersionState: string;
  readonly packageVersionRevision: string;
  readonly changes: VersionChange['changes'];
  readonly operationType: VersionChange['operationType'];
  readonly sequenceNumber: number;
  readonly eventDeduplicationId: string;
}

/**
 * The event of a change, once for the domain's owner and once for the repository's administrator if that is somebody
 * else (EVT-020); the copies differ in receiver and id only (EVT-016).
 * @param now milliseconds
 */
export function toEnvelopes(change: VersionChange, now: number, uuid: () => string): EventEnvelope[] {
  const { id, administratorAccount } = change;
  const arn = packageArn(id);
  const detail: EventDetail = {
    domainName: id.domain,
    domainOwner: id.domainOwner,
    repositoryName: id.repository,
    repositoryAdministrator: administratorAccount,
    packageFormat: id.format,
    packageNamespace: id.namespace === '' ? null : id.namespace,
    packageName: id.package,
    packageVersion: id.version,
    packageVersionState: change.status,
    packageVersionRevision: change.revision,
    changes: change.changes,
    operationType: change.operationType,
    sequenceNumber: change.sequenceNumber,
    eventDeduplicationId: createHash('sha256')
      .update(`${arn}\n${id.version}\n${change.sequenceNumber}`)
      .digest('base64'),
  };
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return [...new Set([id.domainOwner, administratorAccount])].map((account) => ({
    version: '0',
    id: uuid(),
    'detail-type': DETAIL_TYPE,
    source: 'aws.codeartifact',
    account,
    time,
    region: id.region,
    resources: [arn],
    detail,
  }));
}
