import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { OptionError } from '../util/option-error';
import { isFresh, isServerCertificateFor, parsePair, renderPair } from './certificate-check';
import { createAuthority, issueServerCertificate, type KeyAndCertificate } from './issue-certificate';
import { keep, keepFirst, readKept } from './kept-file';

/** The authority that a directory keeps, made at its first use and again when it is about to expire. */
export async function openAuthority(
  directory: string,
  now: number,
  log: (message: string) => void,
): Promise<KeyAndCertificate> {
  const path = join(directory, 'ca-key.pem');
  const kept = await readKept(path);
  if (kept === undefined) {
    // Somebody else's: ours is written after its key.
    if ((await readKept(join(directory, 'ca.pem'))) !== undefined) {
      throw new OptionError(
        `${join(directory, 'ca.pem')} has no ca-key.pem beside it; remove it or choose another folder`,
      );
    }
    await keepFirst(path, renderPair(await createAuthority(now)));
    // Of two that start at once, the first one's counts.
    return parseAuthority((await readKept(path)) ?? '', path);
  }
  const authority = parseAuthority(kept, path);
  if (isFresh(authority, now)) return authority;
  log(`the certificate authority of ${directory} expires; clients have to trust the new one`);
  const renewed = await createAuthority(now);
  await keep(path, renderPair(renewed), 'secret');
  return renewed;
}

function parseAuthority(text: string, path: string): KeyAndCertificate {
  const authority = parsePair(text);
  if (authority === undefined || createPrivateKey(authority.key).asymmetricKeyType !== 'rsa') {
    throw new OptionError(`${path} is not an RSA key with its certificate; remove it to have a new one made`);
  }
  return authority;
}

/** The server's certificate that a directory keeps, made anew when it does not cover all names or is about to expire. */
export async function openServerCertificate(
  directory: string,
  authority: KeyAndCertificate,
  names: readonly string[],
  now: number,
): Promise<KeyAndCertificate> {
  const path = join(directory, 'server.pem');
  const kept = parsePair((await readKept(path)) ?? '');
  if (kept && isServerCertificateFor(kept, authority, names, now)) return kept;
  const issued = await issueServerCertificate(authority, names, now);
  await keep(path, renderPair(issued), 'secret');
  return issued;
}
