/** An archive that is damaged, or larger than whoever reads it is ready to take. */
export class ArchiveError extends Error {}

/** An error of an archive library in our terms. */
export function toArchiveError(error: unknown): ArchiveError {
  return error instanceof ArchiveError ? error : new ArchiveError('the archive is damaged', { cause: error });
}
