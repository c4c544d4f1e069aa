import { createZip, type ZipEntries } from './zip-writer';

export interface SwiftPackageOptions {
  /** More files of the package; a manifest among them replaces the usual one. */
  readonly files?: ZipEntries;
  /** Folder in the archive, as SwiftPM packs it; none when empty. */
  readonly folder?: string;
}

/** A source archive as `swift package archive-source` makes it: everything in a folder called like the package. */
export function createSwiftPackage(
  name: string,
  { files = {}, folder = name }: SwiftPackageOptions = {},
): Buffer {
  const all: ZipEntries = {
    'Package.swift':
      '// swift-tools-version:5.7\nimport PackageDescription\n' +
      `let package = Package(name: "${name}", products: [.library(name: "${name}", targets: ["${name}"])], ` +
      `targets: [.target(name: "${name}")])\n`,
    [`Sources/${name}/${name}.swift`]: `public let name = "${name}"\n`,
    ...files,
  };
  const prefix = folder === '' ? '' : `${folder}/`;
  return createZip(
    Object.fromEntries(Object.entries(all).map(([path, content]) => [prefix + path, content])),
  );
}

/** A part of a publish. */
export interface SwiftPart {
  readonly name: string;
  readonly content: string | Buffer;
  /** Header lines after the disposition. */
  readonly headers?: readonly string[];
}

export interface SwiftPublish {
  readonly archive: Buffer;
  /** JSON text. */
  readonly metadata?: string;
  readonly signature?: Buffer;
  readonly metadataSignature?: Buffer;
}

export const BOUNDARY = '1F5C6C1E-8E8B-4B1C-9D5F-0A4B6D1C2E3F';

/** A multipart body whose parts have no file names. */
export function toForm(parts: readonly SwiftPart[]): Buffer {
  const pieces = parts.flatMap(({ name, content, headers = [] }) => [
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`,
    content,
    '\r\n',
  ]);
  return Buffer.concat([...pieces, `--${BOUNDARY}--\r\n`].map((piece) => Buffer.from(piece)));
}

/** The request that SwiftPM 5.9 publishes with, byte for byte. */
export function toPublish({ archive, metadata, signature, metadataSignature }: SwiftPublish): RequestInit & {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
} {
  const binary = (type: string): string[] => [`Content-Type: ${type}`, 'Content-Transfer-Encoding: binary'];
  const signed = (name: string, content: Buffer | undefined): SwiftPart[] =>
    content ? [{ name, content, headers: binary('application/octet-stream') }] : [];
  return {
    method: 'PUT',
    body: toForm([
      { name: 'source-archive', content: archive, headers: binary('application/zip') },
      ...signed('source-archive-signature', signature),
      ...(metadata === undefined
        ? []
        : [
            {
              name: 'metadata',
              content: metadata,
              headers: ['Content-Type: application/json', 'Content-Transfer-Encoding: quoted-printable'],
            },
          ]),
      ...signed('metadata-signature', metadataSignature),
    ]),
    headers: {
      'content-type': `multipart/form-data;boundary="${BOUNDARY}"`,
      accept: 'application/vnd.swift.registry.v1+json',
      prefer: 'respond-async',
      ...(signature && { 'x-swift-package-signature-format': 'cms-1.0.0' }),
    },
  };
}
