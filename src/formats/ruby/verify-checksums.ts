import type { DigestValues } from '../../util/digest';
import { GemError } from './gem-error';
import { isMap, parseYaml } from './yaml-data';

const ALGORITHMS: ReadonlyMap<string, keyof DigestValues> = new Map([
  ['MD5', 'md5'],
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
]);

/** Holds the files of a gem against its checksums.yaml; what that does not name is not checked (RUBY-058). Throws GemError. */
export function verifyChecksums(yaml: string, digests: ReadonlyMap<string, DigestValues>): void {
  const document = parseYaml(yaml);
  if (!isMap(document)) throw new GemError('its checksums cannot be read');
  for (const [name, algorithm] of ALGORITHMS) {
    const files = document.get(name);
    if (!isMap(files)) continue;
    for (const [file, expected] of files) {
      if (digests.get(file)?.[algorithm] !== expected) {
        throw new GemError(`its '${file}' does not match its ${name} checksum`);
      }
    }
  }
}
