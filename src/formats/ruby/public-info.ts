import type { PublicPackage, PublicVersion } from '../../registry/ports';
import type { VersionMetadataRecord } from '../../registry/records';
import { toFullVersion } from './coordinate';
import type { GemSpec } from './gem-spec';
import { parseInfoLine } from './info-line';
import { toVersionMetadata } from './metadata';

const MAX_VERSIONS = 100_000;

/**
 * Reads a compact index's document of a gem; lines that say nothing of use are read past, and the last of a version
 * counts. Undefined when there is no version. Throws Error for what is no such document (RUBY-101).
 */
export function parsePublicInfo(name: string, body: Buffer): PublicPackage | undefined {
  const lines = body.toString('utf8').split(/\r?\n/);
  const start = lines.indexOf('---');
  if (start < 0) throw new Error('The document is not that of a compact index');
  if (lines.length > MAX_VERSIONS) throw new Error('The document has too many versions');
  const versions = new Map<string, PublicVersion>();
  for (const line of lines.slice(start + 1)) {
    const spec = parseInfoLine(name, line);
    if (spec) versions.set(toFullVersion(spec.number, spec.platform), toPublicVersion(spec));
  }
  return versions.size === 0 ? undefined : { versions, tags: {} };
}

function toPublicVersion(spec: GemSpec): PublicVersion {
  let metadata: VersionMetadataRecord | undefined;
  return {
    version: toFullVersion(spec.number, spec.platform),
    ...(spec.date !== undefined && { time: spec.date }),
    // Only what is looked at is put together.
    get metadata() {
      return (metadata ??= toVersionMetadata(spec));
    },
  };
}
