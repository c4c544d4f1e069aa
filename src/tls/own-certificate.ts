import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type tlsModule from 'node:tls';
import { OptionError } from '../util/option-error';
import type { KeyAndCertificate } from './issue-certificate';

const load = createRequire(__filename);

/**
 * Reads the certificate, with its chain, and the key that the user brings.
 * @throws OptionError saying in one line what is wrong with them
 */
export async function readOwnCertificate(
  paths: { readonly cert: string; readonly key: string },
  now: number,
  log: (message: string) => void,
): Promise<KeyAndCertificate> {
  const [cert, key] = await Promise.all([readText(paths.cert), readText(paths.key)]);
  const certificate = parse(
    () => new X509Certificate(cert),
    `${paths.cert} holds no certificate in PEM form`,
  );
  const privateKey = parse(
    (): KeyObject => createPrivateKey(key),
    `${paths.key} holds no private key in PEM form, or an encrypted one`,
  );
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new OptionError(`${paths.key} is not the key of ${paths.cert}`);
  }
  const { createSecureContext } = load('node:tls') as typeof tlsModule; // Node's own
  // What is left: a damaged chain, a key too short to be used.
  parse(() => createSecureContext({ cert, key }), `${paths.cert} cannot be used`);
  if (Date.parse(certificate.validTo) < now)
    log(`the certificate ${paths.cert} expired on ${certificate.validTo}`);
  return { cert, key };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new OptionError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function parse<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch {
    throw new OptionError(problem);
  }
}
