import { invalidRequest } from '../../registry/errors';
import type { StagedBlob } from '../../registry/ports';
import { isProjectName } from './coordinate';
import type { CoreMetadata } from './core-metadata';
import { isFileName, isSameProject, isSameVersion, parseWheelName } from './file-name';
import type { UploadForm } from './upload-form';

/** An upload whose parts fit together. */
export interface Upload {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly blob: StagedBlob;
  readonly fields: CoreMetadata;
}

/** Reads what an upload is of. @throws 400 naming what is missing or wrong (PYPI-083 … PYPI-086) */
export function parseUpload({ fields, content }: UploadForm): Upload {
  const action = fields.find(':action');
  if (action !== 'file_upload') throw invalidRequest(`:action must be file_upload, not '${action ?? ''}'.`);
  const protocol = fields.find('protocol-version') ?? '1';
  if (protocol !== '1') throw invalidRequest(`protocol_version must be 1, not '${protocol}'.`);
  const [name, version] = [getField(fields, 'name'), getField(fields, 'version')];
  if (!content) throw invalidRequest('content is missing: the upload has no file.');
  const { fileName, blob } = content;
  if (!isProjectName(name)) throw invalidRequest(`name: '${name}' is not a valid project name.`);
  if (version.length > 255 || !/^[a-z\d][\w.!+-]*$/i.test(version)) {
    throw invalidRequest(`version: '${version}' is not a valid version.`);
  }
  if (!isFileName(fileName)) throw invalidRequest(`content: '${fileName}' is not a valid file name.`);
  if (blob.size === 0) throw invalidRequest('content: the file is empty.');
  if (/\.whl$/i.test(fileName)) assertWheelName(fileName, name, version);
  return { name, version, fileName, blob, fields };
}

function getField(fields: CoreMetadata, field: string): string {
  const value = fields.find(field)?.trim();
  if (value === undefined) throw invalidRequest(`${field} is missing.`);
  return value;
}

function assertWheelName(fileName: string, name: string, version: string): void {
  const wheel = parseWheelName(fileName);
  if (!wheel) throw invalidRequest(`content: '${fileName}' is not a valid name of a wheel.`);
  if (!isSameProject(wheel.project, name)) {
    throw invalidRequest(`content: the wheel '${fileName}' is not of the project '${name}'.`);
  }
  if (!isSameVersion(wheel.version, version)) {
    throw invalidRequest(`content: the wheel '${fileName}' is not of the version '${version}'.`);
  }
}
