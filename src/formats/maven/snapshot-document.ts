import { invalidRequest } from '../../registry/errors';
import { versionKey, versionMetadataKey } from '../../registry/keys';
import type { PackageVersionTarget } from '../../registry/package-versions';
import type { PackageVersionRecord, VersionMetadataRecord } from '../../registry/records';
import type { ReadTransaction } from '../../registry/store';
import { findAsset } from '../../registry/version-assets';
import { walkUpstreams } from '../../registry/walk-upstreams';
import type { MetadataDocument } from './metadata-document';
import { toBuildVersion } from './snapshot';

/** What is kept of a snapshot's `maven-metadata.xml` with the snapshot's version. */
interface SnapshotDocument {
  /** The version of the build that the snapshot stands for. */
  readonly build: string;
  /** The document as it was uploaded, each byte a character. */
  readonly uploaded: string;
}

/** The metadata of a snapshot: its build's, and the document that names the build. */
export function toSnapshotMetadata(
  { document: _document, ...ofBuild }: VersionMetadataRecord,
  build: string,
  uploaded: Buffer,
): VersionMetadataRecord {
  const document: SnapshotDocument = { build, uploaded: uploaded.toString('latin1') };
  return { ...ofBuild, document: { ...document } };
}

/** The build that a stored snapshot stands for. */
export function findBuildOf({ document }: VersionMetadataRecord): string | undefined {
  return typeof document?.['build'] === 'string' ? document['build'] : undefined;
}

/**
 * The build that a snapshot's document names.
 * @throws 400 when it names none, or lists no file of it that is stored (MVN-133)
 */
export function parseBuildVersion(snapshot: string, { build }: MetadataDocument): string {
  if (build === undefined) {
    throw invalidRequest('The document names no build: <timestamp> or <buildNumber> is missing.');
  }
  return toBuildVersion(snapshot, build);
}

/** Throws 400 unless the document lists a file of the build that is stored (MVN-133, MVN-134). */
export function assertNamesAssets(
  { package: artifactId }: PackageVersionTarget,
  { version: build, assets }: PackageVersionRecord,
  { snapshotFiles }: MetadataDocument,
): void {
  const isNamed = snapshotFiles.some(({ classifier, extension, value }) => {
    const suffix = classifier === undefined ? '' : `-${classifier}`;
    return value === build && findAsset({ assets }, `${artifactId}-${value}${suffix}.${extension}`);
  });
  if (!isNamed) throw invalidRequest(`The document lists no file of build '${build}' that was uploaded.`);
}

/**
 * The document of a snapshot as its clients see it: an upstream's where there is one, the first upstream's of several
 * (MVN-140, MVN-149, UP-134). Undefined when no source has the snapshot Published.
 */
export async function findSnapshotDocument(
  tx: ReadTransaction,
  target: PackageVersionTarget,
): Promise<Buffer | undefined> {
  const { sources } = await walkUpstreams(tx, target, target);
  const found: (string | undefined)[] = [];
  for (const source of sources) {
    const id = { ...target, ...source.id };
    const record = source.kind === 'repository' ? await tx.get(versionKey(id)) : undefined;
    const metadata = record?.status === 'Published' ? await tx.get(versionMetadataKey(id)) : undefined;
    const uploaded = metadata?.document?.['uploaded'];
    found.push(typeof uploaded === 'string' ? uploaded : undefined);
  }
  // Upstreams stand behind their repository; going backwards, the first of them comes last and so wins.
  for (const [index, { downstream }] of [...sources.entries()].reverse()) {
    if (downstream !== undefined) found[downstream] = found[index] ?? found[downstream];
  }
  const [winner] = found;
  return winner === undefined ? undefined : Buffer.from(winner, 'latin1');
}
