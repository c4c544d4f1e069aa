import type { VersionMetadataRecord } from '../../registry/records';
import type { Manifest } from './manifest';
import type { SourceArchive } from './read-archive';
import type { ReleaseMetadata } from './release-metadata';

/** The signatures of a release in base64; they are handed on, never verified (SWIFT-069). */
export interface ReleaseSignature {
  readonly format: string;
  readonly archive: string;
  readonly metadata?: string;
}

/** What the door needs of a release, as it stands in the store. */
export interface ReleaseDescription {
  /** As it was published: `myScope.myPackage` (SWIFT-036). */
  readonly id: string;
  /** A JSON object. */
  readonly metadata: string;
  readonly repositoryUrls: readonly string[];
  /** Of the archive's top folder, see `SourceArchive`. */
  readonly root: string;
  readonly manifests: readonly Manifest[];
  readonly signature?: ReleaseSignature;
}

/** What the API shows of a release (SWIFT-092, SWIFT-094, SWIFT-095), and what the door keeps of it. */
export function toVersionMetadata(
  id: string,
  { text, description, licenseUrl, repositoryUrls }: ReleaseMetadata,
  { root, manifests, readme = description }: SourceArchive,
  signature: ReleaseSignature | undefined,
): VersionMetadataRecord {
  const [sourceCodeRepository] = repositoryUrls;
  const document: ReleaseDescription = {
    ...{ id, metadata: text, repositoryUrls, root, manifests },
    ...(signature && { signature }),
  };
  return {
    displayName: id,
    ...(description !== undefined && { summary: description }),
    ...(sourceCodeRepository !== undefined && { sourceCodeRepository }),
    ...(readme !== undefined && { readme }),
    licenses: licenseUrl === undefined ? [] : [{ url: licenseUrl }],
    dependencies: [],
    document: { ...document },
  };
}

/** What `toVersionMetadata` stored. */
export function toDescription({ document }: VersionMetadataRecord): ReleaseDescription {
  if (!document) throw new Error('the version has no Swift metadata');
  return document as unknown as ReleaseDescription; // nothing else ever stores a Swift version's document
}
