import { createZip, type ZipEntries } from './zip-writer';

export interface NugetPackageOptions {
  /** More elements of the nuspec's metadata, as XML. */
  readonly metadata?: string;
  readonly files?: ZipEntries;
  readonly namespace?: string;
}

/** A nuspec as packaging tools write it, byte order mark included. */
export function createNuspec(
  id: string,
  version: string,
  { metadata = '', namespace }: NugetPackageOptions = {},
): string {
  const xmlns = namespace ?? 'http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd';
  return (
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n' +
    `<package${xmlns === '' ? '' : ` xmlns="${xmlns}"`}>\r\n  <metadata>\r\n` +
    `    <id>${id}</id>\r\n    <version>${version}</version>\r\n    <authors>Ann, Bob</authors>\r\n` +
    `    <description>What ${id} does.</description>\r\n${metadata}\r\n  </metadata>\r\n</package>`
  );
}

/** A package archive with all the parts that packaging tools put in. */
export function createNugetPackage(id: string, version: string, options: NugetPackageOptions = {}): Buffer {
  const properties = 'package/services/metadata/core-properties/0123456789abcdef0123456789abcdef.psmdcp';
  return createZip({
    '_rels/.rels':
      '<?xml version="1.0" encoding="utf-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/' +
      'relationships"><Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" ' +
      `Target="/${id}.nuspec" Id="R1" /></Relationships>`,
    [`${id}.nuspec`]: createNuspec(id, version, options),
    [`lib/netstandard2.0/${id}.dll`]: 'MZ',
    ...options.files,
    '[Content_Types].xml':
      '<?xml version="1.0" encoding="utf-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/' +
      'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml" ' +
      '/><Default Extension="psmdcp" ContentType="application/vnd.openxmlformats-package.core-properties+xml" /><Default ' +
      'Extension="dll" ContentType="application/octet" /><Default Extension="nuspec" ContentType="application/octet" ' +
      '/></Types>',
    [properties]:
      '<?xml version="1.0" encoding="utf-8"?><coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://' +
      `schemas.openxmlformats.org/package/2006/metadata/core-properties"><dc:identifier>${id}</dc:identifier>` +
      `</coreProperties>`,
  });
}

/** A push as NuGet's clients send it, for `fetch`. */
export function toPush(nupkg: Buffer): RequestInit {
  const body = new FormData();
  body.append('package', new Blob([nupkg], { type: 'application/octet-stream' }), 'package.nupkg');
  return { method: 'PUT', body, headers: { 'x-nuget-protocol-version': '4.1.0' } };
}
