import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { createZip } from './zip-writer';

export interface PythonPackageOptions {
  /** Lines of core metadata after name and version: `Requires-Dist: …`. */
  readonly metadata?: readonly string[];
  readonly description?: string;
  /** Further files, path in the archive to content. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A file as it is uploaded. */
export interface PythonFile {
  readonly project: string;
  readonly version: string;
  readonly name: string;
  readonly bytes: Buffer;
}

export interface WheelOptions extends PythonPackageOptions {
  /** `py3-none-any` by default. */
  readonly tag?: string;
}

/** A pure wheel with one module; equal arguments give equal bytes. */
export function createWheel(project: string, version: string, options: WheelOptions = {}): PythonFile {
  const { tag = 'py3-none-any', files = {} } = options;
  const name = toFileName(project);
  const info = `${name}-${version.replaceAll('-', '_')}.dist-info`;
  const contents: Record<string, string> = {
    ...toModule(name, version),
    ...files,
    [`${info}/METADATA`]: toCoreMetadata(project, version, options),
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  };
  const records = Object.entries(contents).map(([path, text]) => {
    const digest = createHash('sha256').update(text).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(text)}`;
  });
  contents[`${info}/RECORD`] = [...records, `${info}/RECORD,,`, ''].join('\n');
  const fileName = `${name}-${version.replaceAll('-', '_')}-${tag}.whl`;
  return { project, version, name: fileName, bytes: createZip(contents) };
}

/** A source distribution that setuptools can build; equal arguments give equal bytes. */
export async function createSdist(
  project: string,
  version: string,
  options: PythonPackageOptions = {},
): Promise<PythonFile> {
  const name = toFileName(project);
  const top = `${name}-${version}`;
  const requires = (options.metadata ?? []).flatMap((line) => /^Requires-Dist: (.*)$/.exec(line)?.[1] ?? []);
  const setup = { name: project, version, py_modules: [name], install_requires: requires };
  const contents: Record<string, string> = {
    'PKG-INFO': toCoreMetadata(project, version, options),
    'setup.py': `from setuptools import setup\nsetup(**${JSON.stringify(setup)})\n`,
    ...toModule(name, version),
    ...options.files,
  };
  const archive = pack();
  for (const [path, text] of Object.entries(contents)) {
    archive.entry({ name: `${top}/${path}`, mtime: new Date(0) }, text);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer); // all that tar-stream gives
  return { project, version, name: `${top}.tar.gz`, bytes: gzipSync(Buffer.concat(chunks)) };
}

/** A form as twine sends it, with the file last; members of `fields` replace or add to what would be there. */
export function toUploadForm(
  { project, version, name, bytes }: PythonFile,
  fields: Readonly<Record<string, string | readonly string[] | undefined>> = {},
): FormData {
  const form = new FormData();
  const all = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: project,
    version,
    filetype: name.endsWith('.whl') ? 'bdist_wheel' : 'sdist',
    pyversion: name.endsWith('.whl') ? 'py3' : 'source',
    sha256_digest: createHash('sha256').update(bytes).digest('hex'),
    md5_digest: createHash('md5').update(bytes).digest('hex'),
    ...fields,
  };
  for (const [field, value] of Object.entries(all)) {
    for (const one of value === undefined ? [] : [value].flat()) form.append(field, one);
  }
  form.append('content', new Blob([new Uint8Array(bytes)]), name);
  return form;
}

function toFileName(project: string): string {
  return project.replace(/[-_.]+/g, '_').toLowerCase();
}

function toModule(name: string, version: string): Record<string, string> {
  return { [`${name}.py`]: `VERSION = ${JSON.stringify(version)}\n` };
}

function toCoreMetadata(
  project: string,
  version: string,
  { metadata = [], description = '' }: PythonPackageOptions,
): string {
  const lines = ['Metadata-Version: 2.1', `Name: ${project}`, `Version: ${version}`, ...metadata];
  return `${lines.join('\n')}\n${description === '' ? '' : `\n${description}`}`;
}
