import type { VersionMetadataRecord } from '../../registry/records';
import { isJsonObject } from '../../util/json-object';

/** What an index says of a file besides its name; kept in the format's own document of the version. */
export interface FileDetails {
  /** As PEP 700 writes it, with the precision it was given in. */
  readonly uploadTime?: string;
  readonly requiresPython?: string | undefined;
  /** The reason, which may be empty; absent for a file that is not yanked. */
  readonly yanked?: string | undefined;
  /** As a public index announces them: algorithm to lower-case hex. */
  readonly hashes?: Readonly<Record<string, string>>;
  readonly size?: number;
}

export type FileDetailsByName = Readonly<Record<string, FileDetails>>;

/** The metadata of a version with these details of its files. */
export function withFileDetails(
  metadata: VersionMetadataRecord,
  files: FileDetailsByName,
): VersionMetadataRecord {
  return { ...metadata, document: { files } };
}

/** What is known of a version's files, by their names. */
export function readFileDetails({ document }: VersionMetadataRecord): FileDetailsByName {
  // Only `withFileDetails` writes it.
  return isJsonObject(document?.files) ? (document.files as FileDetailsByName) : {};
}

/** PEP 700 wants UTC, and PyPI gives microseconds (PYPI-046). */
export function toUploadTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
