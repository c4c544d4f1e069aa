import { join, resolve } from 'node:path';
import { keep, readKept } from './kept-file';
import { BUNDLE_MARK, readSystemRoots } from './system-roots';
import { renderTruststore } from './truststore';

/** Absolute paths of what clients trust the emulator by. */
export interface TrustFiles {
  /** The authority's certificate, PEM. */
  readonly ca: string;
  /** The same, and after it what this machine trusts already: for variables that replace and do not add. */
  readonly caBundle: string;
  /** All of the bundle as PKCS #12, for Java; its password is `changeit`. */
  readonly truststore: string;
}

/** Writes what clients trust the emulator by, as far as it is not there as it should be. */
export async function writeTrustFiles(
  directory: string,
  ca: string,
  environment: NodeJS.ProcessEnv,
): Promise<TrustFiles> {
  const at = (name: string): string => resolve(join(directory, name));
  const files = { ca: at('ca.pem'), caBundle: at('ca-bundle.pem'), truststore: at('truststore.p12') };
  const roots = await readSystemRoots(environment);
  const bundle = [BUNDLE_MARK, ca.trimEnd(), ...roots, ''].join('\n');
  if ((await readKept(files.caBundle)) !== bundle || (await readKept(files.truststore)) === undefined) {
    const aliases = roots.map((root, index) => [`root-${index + 1}`, root] as const);
    await keep(
      files.truststore,
      renderTruststore(new Map([['codeartifact-local', ca], ...aliases])),
      'public',
    );
    await keep(files.caBundle, bundle, 'public');
  }
  // Last, for it tells that all the others are there.
  if ((await readKept(files.ca)) !== ca) await keep(files.ca, ca, 'public');
  return files;
}
