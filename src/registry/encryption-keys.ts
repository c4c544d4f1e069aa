import { createHash } from 'node:crypto';
import { parseArn, partitionOf } from '../util/arn';
import { kmsKeyInOtherRegion, kmsKeyNotFound } from './errors';

interface KeyScope {
  readonly region: string;
  readonly domainOwner: string;
}

const KEY_ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/i;
const ALIAS = /^alias\/[A-Za-z0-9/_-]+$/;

/**
 * The key ARN that a domain shows for what CreateDomain was given: a key id, a key ARN, an alias, an alias ARN or
 * nothing (DOM-035 … DOM-038). There is no KMS behind it, so every well-formed key exists (DOM-044).
 * @throws ValidationException for what is no key at all, or a key of another region (DOM-040, DOM-042)
 */
export function resolveEncryptionKey(key: string | undefined, scope: KeyScope): string {
  const prefix = `arn:${partitionOf(scope.region)}:kms:${scope.region}:${scope.domainOwner}:`;
  // One AWS-managed key per account and region (DOM-036).
  if (key === undefined) return keyOfAlias(`${prefix}alias/aws/codeartifact`, prefix);
  if (KEY_ID.test(key)) return `${prefix}key/${key}`;
  if (ALIAS.test(key)) return keyOfAlias(`${prefix}${key}`, prefix);
  const arn = parseArn(key);
  if (arn?.service !== 'kms' || !/^\d{12}$/.test(arn.account)) throw kmsKeyNotFound(key);
  if (arn.region !== scope.region) throw kmsKeyInOtherRegion(key, scope.region);
  if (arn.resource.startsWith('key/') && KEY_ID.test(arn.resource.slice('key/'.length))) return key;
  if (!ALIAS.test(arn.resource)) throw kmsKeyNotFound(key);
  return keyOfAlias(key, key.slice(0, -arn.resource.length));
}

// Nobody can be asked which key an alias names: the same alias gives the same key in every run (DOM-038).
function keyOfAlias(aliasArn: string, prefix: string): string {
  const hex = createHash('sha256').update(aliasArn).digest('hex');
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
  return `${prefix}key/${uuid}`;
}
