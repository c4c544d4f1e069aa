import type { AuditedRequest } from './audited-request';

/** What CloudTrail calls the members of an operation's input (TRAIL-007, TRAIL-008). */
const NAMES: Readonly<Record<string, string>> = {
  domain: 'domainName',
  repository: 'repositoryName',
  format: 'packageFormat',
  namespace: 'packageNamespace',
  package: 'packageName',
  asset: 'assetName',
};

/** `requestParameters` of a record; null when there are none (TRAIL-007, TRAIL-008, TRAIL-011). */
export function toRequestParameters({ notes }: AuditedRequest): object | null {
  const { input, repository, package: named } = notes;
  if (input) return toInputParameters(input, notes.caller.account);
  if (!repository) return null;
  const { domain, domainOwner, repository: repositoryName } = repository;
  const { format, namespace = '', package: packageName, version } = named ?? {};
  return {
    ...{ domainName: domain, domainOwner, repositoryName },
    ...(format !== undefined && { packageFormat: format }),
    ...(namespace !== '' && { packageNamespace: namespace }),
    ...(packageName !== undefined && { packageName }),
    ...(version !== undefined && { packageVersion: version }),
  };
}

function toInputParameters(input: object, account: string): object | null {
  const parameters: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined || isPayload(value)) continue;
    parameters[NAMES[member] ?? member] = value;
    // The caller's own, where it was left out.
    if (member === 'domain') parameters.domainOwner = account;
  }
  if ('domainOwner' in input && input.domainOwner !== undefined) parameters.domainOwner = input.domainOwner;
  return Object.keys(parameters).length > 0 ? parameters : null;
}

/** Contents of assets are never recorded (TRAIL-015). */
function isPayload(value: unknown): boolean {
  return Buffer.isBuffer(value) || (typeof value === 'object' && value !== null && 'pipe' in value);
}
