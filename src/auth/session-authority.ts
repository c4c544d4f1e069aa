import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Credential, Session } from './types';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MAX_TOKEN_CHARACTERS = 16_384;
const MAX_REMEMBERED = 1024;
const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Temporary credentials as STS gives them. */
export type IssuedCredential = Required<Pick<Credential, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>>;

/** Whom temporary credentials stand for. */
export interface SessionGrant {
  readonly principalArn: string;
  readonly account: string;
  readonly session: Session;
  /** Milliseconds. */
  readonly expires: number;
}

/** Issues temporary credentials and knows them again. */
export interface SessionAuthority {
  issue(grant: SessionGrant): IssuedCredential;
  /** The credential of a session that was issued here, expired or not; undefined for anything else. */
  find(accessKeyId: string, sessionToken: string): Credential | undefined;
}

/**
 * Makes an authority that keeps nothing: a session token holds, sealed, what it was issued for, and the secret follows from
 * the access key. So sessions outlive a restart where the key does (AUTH-143).
 */
export function createSessionAuthority(key: Buffer, bytes: (length: number) => Buffer): SessionAuthority {
  const derive = (purpose: string): Buffer => createHmac('sha256', key).update(purpose).digest();
  const sealingKey = derive('session token');
  const toSecret = (accessKeyId: string): string =>
    derive(`secret ${accessKeyId}`).toString('base64').slice(0, 40);
  const remembered = new Map<string, Credential>();

  function open(accessKeyId: string, sessionToken: string): Credential | undefined {
    const raw = Buffer.from(sessionToken, 'base64');
    if (sessionToken.length > MAX_TOKEN_CHARACTERS || raw.length <= IV_BYTES + TAG_BYTES) return undefined;
    // Node also decodes texts that are not what it would have encoded.
    if (raw.toString('base64') !== sessionToken) return undefined;
    const [iv, tag] = [raw.subarray(0, IV_BYTES), raw.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
    const decipher = createDecipheriv(CIPHER, sealingKey, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(accessKeyId)).setAuthTag(tag);
    try {
      const text = Buffer.concat([decipher.update(raw.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      const grant = JSON.parse(text.toString()) as SessionGrant; // nobody else can have sealed it
      const { expires, ...known } = grant;
      const secretAccessKey = toSecret(accessKeyId);
      return { accessKeyId, secretAccessKey, sessionToken, sessionExpires: expires, ...known };
    } catch {
      return undefined;
    }
  }

  return {
    issue(grant) {
      const name = [...bytes(16)].map((byte) => KEY_CHARACTERS[byte % KEY_CHARACTERS.length]).join('');
      const accessKeyId = `ASIA${name}`;
      const iv = bytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, sealingKey, iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(accessKeyId));
      const text = Buffer.concat([cipher.update(JSON.stringify(grant)), cipher.final()]);
      const sessionToken = Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
      return { accessKeyId, secretAccessKey: toSecret(accessKeyId), sessionToken };
    },
    find(accessKeyId, sessionToken) {
      const known = remembered.get(accessKeyId);
      if (known?.sessionToken === sessionToken) return known;
      const found = open(accessKeyId, sessionToken);
      if (!found) return undefined;
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(accessKeyId, found);
      return found;
    },
  };
}
