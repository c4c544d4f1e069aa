import { uploadedDocumentKey } from './keys';
import type { FormatName, RepositoryId, UploadedDocumentRecord } from './records';
import type { WriteTransaction } from './store';

// Builds that run at the same time upload a document one after the other, and then its checksums (MVN-107).
const REMEMBERED = 10;

/**
 * Remembers what a client uploaded at a path that holds no asset: its checksums, behind those of earlier uploads there,
 * and what is to be kept of it; what is kept already stays where nothing is to take its place.
 */
export async function rememberUpload(
  tx: WriteTransaction,
  id: RepositoryId & { readonly format: FormatName },
  path: string,
  {
    checksums,
    content,
  }: Pick<UploadedDocumentRecord, 'content'> & {
    readonly checksums: UploadedDocumentRecord['uploads'][number];
  },
): Promise<void> {
  const key = uploadedDocumentKey(id, path);
  const { uploads = [], content: kept } = (await tx.get(key)) ?? {};
  const remembered = content ?? kept;
  const others = uploads.filter(({ sha256 }) => sha256 !== checksums.sha256);
  tx.put(key, {
    uploads: [checksums, ...others].slice(0, REMEMBERED),
    ...(remembered !== undefined && { content: remembered }),
  });
}
