import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type tlsModule from 'node:tls';

const load = createRequire(__filename);

/** First line of the bundles made here. */
export const BUNDLE_MARK =
  '# codeartifact-local: its own certificate authority, and those this machine trusts';

const WELL_KNOWN = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates (PEM) that programs on this machine trust already: the system's, or Node's where there is no file of
 * them, and what the environment adds. The variables that lead to our authority take the place of those.
 */
export async function readSystemRoots(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const candidates = [environment['SSL_CERT_FILE'] ?? '', ...WELL_KNOWN];
  let system: readonly string[] = [];
  for (const path of candidates) {
    if (system.length === 0) system = await readCertificates(path);
  }
  if (system.length === 0) {
    const { rootCertificates } = load('node:tls') as typeof tlsModule; // Node's own
    system = rootCertificates;
  }
  const added = await readCertificates(environment['NODE_EXTRA_CA_CERTS'] ?? '');
  return [...new Set([...system, ...added])];
}

async function readCertificates(path: string): Promise<readonly string[]> {
  if (path === '') return [];
  const text = await readFile(path, 'utf8').catch(() => '');
  // What an emulator has put together before would bring in its authority.
  return text.startsWith(BUNDLE_MARK) ? [] : (text.match(CERTIFICATE) ?? []);
}
