import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';

/** The only algorithm the service's model lists (AUTH-001, AUTH-023). */
export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';
/** Signed in place of a payload's hash when the client could not hash it (AUTH-007). */
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const MAX_KEYS = 256;

/** What a signature is bound to; `terminator` is kept as sent until it has been checked. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** Eight digits. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** Derived signing keys of one authenticator. */
export interface SigningKeys {
  /** The signing key for a scope; derived once per access key, day, region and service. */
  get(secretAccessKey: string, scope: CredentialScope): KeyObject;
  /** Forgets every key, for when secrets change. */
  clear(): void;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The key that signs for one day, region and service (SigV4, "derive a signing key"). */
export function deriveSigningKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const day = hmac(`AWS4${secretAccessKey}`, scope.date);
  return hmac(hmac(hmac(day, scope.region), scope.service), TERMINATOR);
}

/** Remembers derived keys, the oldest ones being dropped: deriving costs four times what signing does (D11). */
export function createSigningKeys(): SigningKeys {
  const keys = new Map<string, KeyObject>();
  return {
    get(secretAccessKey, scope) {
      const name = `${scope.accessKeyId}/${scope.date}/${scope.region}/${scope.service}`;
      const known = keys.get(name);
      if (known !== undefined) return known;
      const key = createSecretKey(deriveSigningKey(secretAccessKey, scope));
      for (const oldest of keys.keys()) {
        if (keys.size < MAX_KEYS) break;
        keys.delete(oldest);
      }
      keys.set(name, key);
      return key;
    },
    clear: () => keys.clear(),
  };
}

/** Hex SHA-256 of a body held in memory. */
export function hashPayload(body: Buffer): string {
  return body.length === 0 ? EMPTY_SHA256 : hash('sha256', body);
}

/** The hex signature of a canonical request; `timestamp` in basic ISO form. */
export function signCanonicalRequest(
  canonicalRequest: string,
  timestamp: string,
  scope: CredentialScope,
  key: KeyObject,
): string {
  const credentialScope = `${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`;
  const text = `${ALGORITHM}\n${timestamp}\n${credentialScope}\n${hash('sha256', canonicalRequest)}`;
  return createHmac('sha256', key).update(text).digest('hex');
}

/** Compares two texts in a time that tells nothing about where they differ (AUTH-026). */
export function equalsInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
