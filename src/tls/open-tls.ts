import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority, issueServerCertificate, type KeyAndCertificate } from './issue-certificate';
import { openAuthority, openServerCertificate } from './kept-identity';
import { readOwnCertificate } from './own-certificate';
import type { TlsSetting } from './tls-setting';
import { writeTrustFiles, type TrustFiles } from './trust-files';

export interface TlsParts {
  /** Every name and address that the certificate has to cover. */
  readonly names: readonly string[];
  readonly temporaryDirectory: string;
  /** The caller's, in which its clients run. */
  readonly environment: NodeJS.ProcessEnv;
  /** The real time, by which clients judge certificates, whatever the emulator's clock says. */
  readonly now: number;
  readonly log: (message: string) => void;
}

/** What the https listener shows, and what its clients trust it by. */
export interface OpenTls extends KeyAndCertificate {
  /** Undefined with a certificate of the user's own, which clients trust by means of their own. */
  readonly trust: (TrustFiles & { readonly caPem: string }) | undefined;
  /** Removes what is of this process only. */
  close(): Promise<void>;
}

/**
 * Reads the user's certificate, or makes an authority and a certificate: kept in the directory where there is one,
 * otherwise of this process only, and then the authority's key is never written.
 * @throws OptionError for files that are of no use
 */
export async function openTls({ own, directory }: TlsSetting, parts: TlsParts): Promise<OpenTls> {
  const { names, now, log, environment } = parts;
  if (own) {
    return { ...(await readOwnCertificate(own, now, log)), trust: undefined, close: async () => undefined };
  }
  if (directory === undefined) return openTemporary(parts);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const authority = await openAuthority(directory, now, log);
  const server = await openServerCertificate(directory, authority, names, now);
  const files = await writeTrustFiles(directory, authority.cert, environment);
  return { ...server, trust: { ...files, caPem: authority.cert }, close: async () => undefined };
}

async function openTemporary({ names, now, environment, temporaryDirectory }: TlsParts): Promise<OpenTls> {
  const authority = await createAuthority(now);
  const server = await issueServerCertificate(authority, names, now);
  const folder = await mkdtemp(join(temporaryDirectory, 'codeartifact-local-tls-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files = await writeTrustFiles(folder, authority.cert, environment);
    return { ...server, trust: { ...files, caPem: authority.cert }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
