import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { TokenAuthority, TokenClaims } from './types';

const CIPHER = 'aes-128-gcm';
const KEY_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TAG_CHARACTERS = 22;
/** Brings a token to the 1,500 characters of the real one, so that what cannot carry it fails here too (REAL-124). */
const PAYLOAD_BYTES = 952;
const MAX_REMEMBERED = 1024;
const MAX_TOKEN_CHARACTERS = 8192;

interface Sealed {
  readonly text: Buffer;
  readonly tag: Buffer;
}

function seal(key: Buffer, iv: Buffer, text: Buffer, header = ''): Sealed {
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(header));
  return { text: Buffer.concat([cipher.update(text), cipher.final()]), tag: cipher.getAuthTag() };
}

/** Throws when anything was altered. */
function unseal(key: Buffer, iv: Buffer, sealed: Sealed, header = ''): Buffer {
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(header)).setAuthTag(sealed.tag);
  return Buffer.concat([decipher.update(sealed.text), decipher.final()]);
}

/** Strict, because Node also decodes texts that are not what it would have encoded. */
function decodePart(part: unknown, length?: number): Buffer {
  if (typeof part !== 'string') throw new TypeError('not a text');
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part || (length !== undefined && bytes.length !== length)) {
    throw new TypeError('not canonical base64url');
  }
  return bytes;
}

function isClaims(value: unknown): value is TokenClaims {
  if (typeof value !== 'object' || value === null) return false;
  const texts = ['principalArn', 'account', 'region', 'domainOwner', 'domain'];
  const members = new Map<string, unknown>(Object.entries(value));
  return (
    texts.every((name) => typeof members.get(name) === 'string') &&
    ['issued', 'expires'].every((name) => Number.isSafeInteger(members.get(name)))
  );
}

/** A JWE header in the service's member order (REAL-120). */
function toHeader({ issued, expires }: TokenClaims, tag: Buffer, iv: Buffer): string {
  const header = {
    ver: 1,
    isu: issued,
    enc: 'A128GCM',
    tag: tag.toString('base64url'),
    exp: expires,
    alg: 'A128GCMKW',
    iv: iv.toString('base64url'),
  };
  return Buffer.from(JSON.stringify(header)).toString('base64url');
}

/** Throws, or gives undefined, for everything but a token that was minted with `key`. */
function openToken(key: Buffer, token: string): TokenClaims | undefined {
  const [head = '', wrapped, iv, text, tag, ...more] = token.split('.');
  if (more.length > 0) return undefined;
  const header: unknown = JSON.parse(decodePart(head).toString('utf8'));
  if (typeof header !== 'object' || header === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(header));
  const contentKey = unseal(key, decodePart(members.get('iv'), IV_BYTES), {
    text: decodePart(wrapped, KEY_BYTES),
    tag: decodePart(members.get('tag'), TAG_BYTES),
  });
  const sealed = { text: decodePart(text), tag: decodePart(tag, TAG_BYTES) };
  const payload = unseal(contentKey, decodePart(iv, IV_BYTES), sealed, head);
  const claims: unknown = JSON.parse(payload.toString('utf8'));
  return isClaims(claims) ? claims : undefined;
}

/**
 * Makes the authority over authorization tokens: real compact JWEs under a 16-byte key, so that they are validated
 * without state (AUTH-066 to AUTH-068). Tokens that were read are remembered, within bounds, to keep `read` cheap.
 */
export function createTokenAuthority(key: Buffer, bytes: (length: number) => Buffer): TokenAuthority {
  // By the tags at their ends: to hash all of a token for every request takes longer than to compare it with one.
  const remembered = new Map<string, { readonly token: string; readonly claims: TokenClaims }>();
  const endOf = (token: string): string => token.slice(-TAG_CHARACTERS);

  function remember(token: string, claims: TokenClaims): void {
    for (const oldest of remembered.keys()) {
      if (remembered.size < MAX_REMEMBERED) break;
      remembered.delete(oldest);
    }
    remembered.set(endOf(token), { token, claims });
  }

  function open(token: string): TokenClaims | undefined {
    if (token.length > MAX_TOKEN_CHARACTERS) return undefined;
    try {
      const claims = openToken(key, token);
      if (claims !== undefined) remember(token, claims);
      return claims;
    } catch {
      return undefined;
    }
  }

  return {
    mint(claims) {
      const [contentKey, keyIv, iv] = [bytes(KEY_BYTES), bytes(IV_BYTES), bytes(IV_BYTES)];
      const wrapped = seal(key, keyIv, contentKey);
      const header = toHeader(claims, wrapped.tag, keyIv);
      const payload = Buffer.from(JSON.stringify(claims).padEnd(PAYLOAD_BYTES));
      const sealed = seal(contentKey, iv, payload, header);
      const rest = [wrapped.text, iv, sealed.text, sealed.tag].map((part) => part.toString('base64url'));
      return [header, ...rest].join('.');
    },
    read(token, now) {
      const known = remembered.get(endOf(token));
      const claims = known?.token === token ? known.claims : open(token);
      return claims !== undefined && now < claims.expires * 1000 ? claims : undefined;
    },
  };
}
