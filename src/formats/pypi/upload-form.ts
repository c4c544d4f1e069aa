import { MultipartError, readMultipart, type MultipartFile } from '../../encoding/multipart';
import { invalidRequest } from '../../registry/errors';
import type { StagedBlob } from '../../registry/ports';
import type { HttpRequest } from '../../util/http';
import type { FormatContext } from '../format';
import { readBodyChunks } from '../request-body';
import type { Stage } from '../staged-blobs';
import { storeUpload } from '../store-upload';
import { toCoreMetadata, type CoreMetadata } from './core-metadata';

const MEBIBYTE = 1024 * 1024;
const MAX_FORM_BYTES = 16 * MEBIBYTE;
const FORM = {
  isFile: (field: string) => field === 'content',
  maxFieldBytes: MAX_FORM_BYTES,
  maxFields: 10_000,
  maxFiles: 1,
};

/** What an upload sends. */
export interface UploadForm {
  readonly fields: CoreMetadata;
  /** The one file, stored and staged. */
  readonly content?: { readonly fileName: string; readonly blob: StagedBlob };
}

/**
 * Receives an upload: the file goes to the blob store as it arrives, wherever in the form it stands (PYPI-072, PYPI-087).
 * @throws 400 for a body that is no such form or is incomplete (PYPI-083, PYPI-160), 413 for too large a file
 */
export async function readUploadForm(
  http: HttpRequest,
  ctx: FormatContext,
  stage: Stage,
): Promise<UploadForm> {
  let content: UploadForm['content'];
  const store = async ({ fileName, stream }: MultipartFile): Promise<void> => {
    const blob = await storeUpload(stream, 'The file', ctx);
    stage(blob);
    content = { fileName, blob };
  };
  try {
    const chunks = readBodyChunks(http, ctx.limits.assetSizeBytes + MAX_FORM_BYTES);
    const fields = await readMultipart(chunks, http.headers['content-type'], FORM, store);
    return { fields: toCoreMetadata(fields), ...(content && { content }) };
  } catch (error) {
    if (error instanceof MultipartError) throw invalidRequest(`The upload cannot be read: ${error.message}.`);
    throw error;
  }
}
