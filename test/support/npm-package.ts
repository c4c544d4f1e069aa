import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface NpmPackageOptions {
  /** Members of the manifest beside name and version. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Files of the tarball beside package.json, below `package/`. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Dist-tags that name this version; `latest` by default. */
  readonly tags?: readonly string[];
}

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly tarball: Buffer;
  /** What npm 11 sends to publish it; plain JSON, to be changed at will. */
  readonly document: {
    _id: string;
    name: string;
    'dist-tags': Record<string, string>;
    versions: Record<string, Record<string, unknown>>;
    access: string | null;
    _attachments: Record<string, { content_type: string; data: string; length: number }>;
  };
}

/** Builds an npm package in memory; equal input gives equal bytes. */
export async function createNpmPackage(
  name: string,
  version: string,
  { manifest = {}, files = {}, tags = ['latest'] }: NpmPackageOptions = {},
): Promise<NpmPackage> {
  const source = { name, version, ...manifest };
  const tarball = await packTarball({ 'package.json': JSON.stringify(source), ...files });
  const file = `${name}-${version}.tgz`;
  const published = {
    ...source,
    _id: `${name}@${version}`,
    dist: {
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      shasum: createHash('sha1').update(tarball).digest('hex'),
      tarball: `http://elsewhere.invalid/${name}/-/${file}`,
    },
  };
  return {
    name,
    version,
    manifest: published,
    tarball,
    document: {
      _id: name,
      name,
      'dist-tags': Object.fromEntries(tags.map((tag) => [tag, version])),
      versions: { [version]: published },
      access: null,
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: tarball.toString('base64'),
          length: tarball.length,
        },
      },
    },
  };
}

/** PUTs a package to a repository's npm endpoint, as npm does. */
export async function publishNpmPackage(
  endpoint: string,
  token: string,
  { name, document }: Pick<NpmPackage, 'name' | 'document'>,
): Promise<Response> {
  return fetch(`${endpoint}/${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(document),
  });
}

async function packTarball(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) {
    archive.entry({ name: `package/${path}`, mtime: new Date(0) }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}
