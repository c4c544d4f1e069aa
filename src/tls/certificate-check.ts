import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { KeyAndCertificate } from './issue-certificate';

// What is renewed this long before its end does not end while an emulator runs.
const RENEW_BEFORE_MS = 30 * 86_400_000;

const BLOCKS = /^(-----BEGIN [A-Z ]*PRIVATE KEY-----[^]+?-----END [A-Z ]*PRIVATE KEY-----\n)([^]+)$/;

/** How a key and its certificate are kept: in one file, so that no two of different pairs ever lie side by side. */
export function renderPair({ key, cert }: KeyAndCertificate): string {
  return `${key.trimEnd()}\n${cert}`;
}

/** The reverse of `renderPair`; undefined for anything that is no key with the certificate that belongs to it. */
export function parsePair(text: string): KeyAndCertificate | undefined {
  const [, key, cert] = BLOCKS.exec(text) ?? [];
  if (key === undefined || cert === undefined) return undefined;
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a certificate is valid now and for some time to come. */
export function isFresh({ cert }: KeyAndCertificate, now: number): boolean {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Date.parse(validFrom) <= now && now + RENEW_BEFORE_MS < Date.parse(validTo);
}

/** Whether a server's certificate is of this authority, fresh, and good for every one of the names. */
export function isServerCertificateFor(
  pair: KeyAndCertificate,
  authority: KeyAndCertificate,
  names: readonly string[],
  now: number,
): boolean {
  const certificate = new X509Certificate(pair.cert);
  const issuer = new X509Certificate(authority.cert);
  if (!isFresh(pair, now) || !certificate.checkIssued(issuer)) return false;
  if (!certificate.verify(issuer.publicKey)) return false;
  return names.every((name) =>
    isIP(name)
      ? certificate.checkIP(name) !== undefined
      : certificate.checkHost(name.replace('*', 'any'), { subject: 'never' }) !== undefined,
  );
}
