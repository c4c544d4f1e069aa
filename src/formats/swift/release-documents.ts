import type { Release } from './find-release';
import type { ReleaseDescription } from './release-description';

/** The list of a package's releases, the highest first (SWIFT-020). */
export function renderReleaseList(address: string, ascending: readonly Release[]): string {
  const releases = ascending.map(({ version }) => [version, { url: `${address}/${version}` }] as const);
  return JSON.stringify({ releases: Object.fromEntries(releases.toReversed()) });
}

/** One release; its metadata exactly as it was published (SWIFT-030, SWIFT-032, SWIFT-034). */
export function renderRelease({ version, record }: Release, description: ReleaseDescription): string {
  const { id, metadata, signature } = description;
  const resource = {
    name: 'source-archive',
    type: 'application/zip',
    checksum: record.assets[0]?.sha256,
    ...(signature && {
      signing: { signatureBase64Encoded: signature.archive, signatureFormat: signature.format },
    }),
  };
  const head = JSON.stringify({ id, version, resources: [resource] }).slice(0, -1);
  return `${head},"metadata":${metadata},"publishedAt":"${toTime(record.publishedTime ?? 0)}"}`;
}

/** SwiftPM fails on fractions of a second (SWIFT-031). */
function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
