import { validateHeaderValue } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { parsePresentedSignature } from '../../src/auth/presented-signature';
import { findPresentedToken } from '../../src/auth/presented-token';
import { toCanonicalPath, toCanonicalQuery } from '../../src/auth/canonical-request';
import { ArchiveError } from '../../src/encoding/archive-error';
import { MultipartError, readMultipart } from '../../src/encoding/multipart';
import { readTar, readTarGz } from '../../src/encoding/tar-entries';
import { decodeTransfer, TransferEncodingError } from '../../src/encoding/transfer-encoding';
import { parseXml, XmlError } from '../../src/encoding/xml';
import { readZip } from '../../src/encoding/zip-entries';
import { ServiceError } from '../../src/errors';
import { packageFormats } from '../../src/formats';
import { parseCargoToml } from '../../src/formats/cargo/cargo-toml';
import { parsePublicIndex as parseCargoIndex } from '../../src/formats/cargo/public-index';
import { readPublishBody } from '../../src/formats/cargo/publish-body';
import { PublishError } from '../../src/formats/cargo/publish-error';
import { parsePublishMetadata } from '../../src/formats/cargo/publish-metadata';
import { parseMetadataDocument } from '../../src/formats/maven/metadata-document';
import { parsePom } from '../../src/formats/maven/pom';
import { parseMavenPath } from '../../src/formats/maven/request-path';
import { compareMavenVersions } from '../../src/formats/maven/version-order';
import { PublishDocumentScanner } from '../../src/formats/npm/publish-document-scanner';
import { parsePublicDocument } from '../../src/formats/npm/public-document';
import { sortByVersion as sortNpm } from '../../src/formats/npm/semver';
import { NuspecError, parseNuspec } from '../../src/formats/nuget/nuspec';
import { compareVersions, parseVersion } from '../../src/formats/nuget/version';
import { dumpGemspec } from '../../src/formats/ruby/dump-gemspec';
import { GemError } from '../../src/formats/ruby/gem-error';
import { renderInfoLine } from '../../src/formats/ruby/info-line';
import { dumpMarshal, symbol, type RubyValue } from '../../src/formats/ruby/marshal';
import { toGemSpec } from '../../src/formats/ruby/metadata';
import { parseGemspec } from '../../src/formats/ruby/parse-gemspec';
import { parsePublicInfo } from '../../src/formats/ruby/public-info';
import { parseCoreMetadata } from '../../src/formats/pypi/core-metadata';
import { findFileVersion } from '../../src/formats/pypi/file-name';
import { toVersionMetadata } from '../../src/formats/pypi/metadata';
import { sortByVersion as sortPypi } from '../../src/formats/pypi/pep440';
import { parsePublicPage } from '../../src/formats/pypi/public-page';
import { assertApiVersion } from '../../src/formats/swift/api-version';
import { renderLinks } from '../../src/formats/swift/link-header';
import { findManifest, isManifestName, readToolsVersion } from '../../src/formats/swift/manifest';
import { parseReleaseMetadata } from '../../src/formats/swift/release-metadata';
import { toRepositoryKey } from '../../src/formats/swift/repository-url';
import { isVersion as isSwiftVersion, sortByVersion as sortSwift } from '../../src/formats/swift/version';
import { assertPattern } from '../../src/registry/group-pattern';
import type { PublicVersion } from '../../src/registry/ports';
import { assertPolicyDocument } from '../../src/registry/policy-document';
import type { HttpRequest } from '../../src/util/http';
import { parseArn } from '../../src/util/arn';
import { redactSecrets } from '../../src/util/redact';
import { toPublishBody } from '../support/cargo-package';
import { createGemspec } from '../support/gem-package';
import { loadMarshal, type Loaded } from '../support/marshal-reader';
import { loadGemspec } from '../support/ruby-world';
import { createZip } from '../support/zip-writer';
import { accessTargets } from './targets/access';

/** Something that reads what others wrote. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs to begin with. */
  readonly seeds: readonly (string | Buffer)[];
  /** Reads an input; rejects only where the program would be at fault. */
  run(input: Buffer): unknown;
}

type Constructor = abstract new (...args: never[]) => Error;

/** Lets those errors pass with which the code says that its input is bad. */
async function expecting(errors: readonly Constructor[], work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!errors.some((kind) => error instanceof kind)) throw error;
  }
}

async function drain(entries: AsyncIterable<{ read(maxBytes: number): Promise<Buffer> }>): Promise<void> {
  let count = 0;
  for await (const entry of entries) if (count++ % 2 === 0) await entry.read(1_000);
}

const LIMITS = { maxEntries: 100, maxBytes: 100_000 };

/** Whatever is compared, the other way round is the opposite. */
function assertAntisymmetric(versions: readonly string[], compare: (a: string, b: string) => number): void {
  for (const a of versions) {
    for (const b of versions) {
      // A zero of either sign is one.
      if (Math.sign(compare(a, b)) + Math.sign(compare(b, a)) !== 0)
        throw new Error(`${a} and ${b} disagree`);
    }
  }
}

/** An order has to be one: between two versions stands what is between them. */
function assertOrder(versions: readonly string[], compare: (a: string, b: string) => number): void {
  const some = versions.slice(0, 12);
  assertAntisymmetric(some, compare);
  for (const a of some) {
    for (const b of some.filter((other) => compare(a, other) < 0)) {
      const wrong = some.find((c) => compare(b, c) < 0 && compare(a, c) >= 0);
      if (wrong !== undefined) throw new Error(`${a} < ${b} < ${wrong}, but not ${a} < ${wrong}`);
    }
  }
}

/** What is sent as a header must be one. */
function assertHeader(value: string | undefined): void {
  if (value !== undefined) validateHeaderValue('link', value);
}

async function decodeAll(chunks: readonly Buffer[], encoding: string): Promise<string> {
  let text = '';
  await expecting([TransferEncodingError], async () => {
    for await (const chunk of decodeTransfer(Readable.from(chunks), encoding))
      text += chunk.toString('latin1');
    text += '.';
  });
  // Of what is damaged it does not matter how much was read before.
  return text.endsWith('.') ? text : '';
}

/** Words of an input, one version each. */
const toVersions = (input: Buffer): string[] => input.toString().split(/\s+/).filter(Boolean);

function toRequest(authorization: string, query: string): HttpRequest {
  return {
    ...{ method: 'GET', path: '/v1/domains', query, headers: { authorization }, rawHeaders: [] },
    ...{ scheme: 'http', authority: 'localhost', remoteAddress: '127.0.0.1', body: Readable.from([]) },
  };
}

const POM = `<project><groupId>g</groupId><artifactId>a</artifactId><version>\${v}</version><properties><v>1</v></properties>
<licenses><license><name>MIT</name></license></licenses><dependencies><dependency><groupId>g</groupId>
<artifactId>b</artifactId><version>[1,2)</version><scope>test</scope></dependency></dependencies></project>`;
const METADATA = `<metadata><groupId>g</groupId><artifactId>a</artifactId><versioning><latest>2</latest><versions>
<version>1</version></versions><snapshotVersions><snapshotVersion><extension>jar</extension><value>1-2</value>
</snapshotVersion></snapshotVersions></versioning><plugins><plugin><prefix>p</prefix></plugin></plugins></metadata>`;
const NUSPEC = `<?xml version="1.0"?><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
<id>A</id><version>1.0.0-b+c</version><license type="expression">MIT</license><dependencies><group targetFramework="net8.0">
<dependency id="B" version="[1,2)"/></group></dependencies></metadata></package>`;
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Sid: 'a', Effect: 'Allow', Principal: { AWS: ['123456789012'] }, Action: 'codeartifact:*' },
      ...{ Resource: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': ['o-*'] } } },
    },
  ],
});
const FORM = [
  '--b\r\nContent-Disposition: form-data; name=":action"\r\n\r\nfile_upload\r\n',
  '--b\r\nContent-Disposition: form-data; name="content"; filename="a.whl"\r\nContent-Type: x/y\r\n\r\nabc\r\n--b--\r\n',
].join('');
const PUBLISH = JSON.stringify({
  ...{ name: 'a', versions: { '1.0.0': { name: 'a', version: '1.0.0' } }, 'dist-tags': { latest: '1.0.0' } },
  _attachments: { 'a-1.0.0.tgz': { data: 'YWJj\\n"', length: 3 } },
});
const CRATE = {
  ...{ name: 'a', vers: '1.0.0', features: { b: ['dep:c'] }, license: 'MIT' },
  deps: [
    {
      name: 'c',
      version_req: '^1',
      kind: 'dev',
      explicit_name_in_toml: 'd',
      optional: true,
      features: ['e'],
    },
  ],
};
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=AKIA/20260304/us-east-1/codeartifact/aws4_request, SignedHeaders=host;x-amz-date, Signature=' +
  'a'.repeat(64);

async function createTar(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'package/package.json' }, '{}');
  archive.entry({ name: 'package/README.md' }, 'x'.repeat(700));
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer); // all that tar-stream gives
  return Buffer.concat(chunks);
}

/** Every reader of ours that bytes from outside reach. */
export async function createTargets(): Promise<readonly FuzzTarget[]> {
  const tar = await createTar();
  const zip = createZip({ 'a.nuspec': NUSPEC, 'dir/b.txt': 'b' });
  return [
    ...accessTargets,
    {
      name: 'zip',
      seeds: [zip],
      run: (input) =>
        expecting([ArchiveError], () => {
          const read = (start: number, end: number) =>
            Promise.resolve(Readable.from([input.subarray(start, end + 1)]));
          return drain(readZip({ size: input.length, read }, LIMITS));
        }),
    },
    {
      name: 'tar',
      seeds: [tar],
      run: (input) => expecting([ArchiveError], () => drain(readTar(Readable.from([input]), LIMITS))),
    },
    {
      name: 'tar-gz',
      seeds: [gzipSync(tar)],
      run: (input) => expecting([ArchiveError], () => drain(readTarGz(Readable.from([input]), LIMITS))),
    },
    {
      name: 'xml',
      seeds: [
        POM,
        NUSPEC,
        '<a b="&lt;&#65;">&amp;<![CDATA[x]]><!-- c --></a>',
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      ],
      run: (input) => expecting([XmlError], () => parseXml(input)),
    },
    {
      name: 'maven-documents',
      seeds: [POM, METADATA],
      run: (input) =>
        expecting([XmlError, ServiceError], () => [parseMetadataDocument(input), parsePom(input, 'a')]),
    },
    {
      name: 'maven-paths',
      seeds: [
        '/org/x/a/1.0/a-1.0.jar',
        '/org/x/a/1.0-SNAPSHOT/maven-metadata.xml.sha1',
        '/a/b/1/a-1-sources.jar.asc',
      ],
      run: (input) => expecting([ServiceError], () => parseMavenPath(input.toString())),
    },
    {
      name: 'nuspec',
      seeds: [NUSPEC],
      run: (input) => expecting([NuspecError], () => parseNuspec(input)),
    },
    {
      name: 'core-metadata',
      seeds: [
        'Metadata-Version: 2.1\nName: a\nRequires-Dist: b[c] (>1) ; extra == "d"\nProject-URL: Home, x\n\nText\n',
      ],
      run: (input) => toVersionMetadata('a', parseCoreMetadata(input.toString())),
    },
    {
      name: 'pypi-pages',
      seeds: [
        '<html><base href="/x/"><a href="a-1.0.tar.gz#sha256=aa" data-yanked="">a</a></html>',
        '{"files":[{"filename":"a-1.0.whl","url":"x","hashes":{"sha256":"ab"}}],"versions":["1.0"]}',
      ],
      run: (input) => expecting([Error], () => parsePublicPage(input, 'http://127.0.0.1/')),
    },
    {
      name: 'pypi-file-names',
      seeds: [
        'a_b-1.0-py3-none-any.whl',
        'a-b-1.0.post1.tar.gz',
        'a.b-1.0-py2.7.egg',
        'a-b-1!2.0+x.1.win32.exe',
      ],
      run: (input) => findFileVersion('a-b', input.toString(), new Set(['1.0'])),
    },
    {
      name: 'npm-publish-document',
      seeds: [PUBLISH],
      run: (input) =>
        expecting([ServiceError], () => {
          const whole = scan([input]);
          const half = input.length >> 1;
          const parts = scan([input.subarray(0, half), input.subarray(half)]);
          if (whole !== parts) throw new Error('what arrives in two parts is read differently');
        }),
    },
    {
      name: 'npm-public-document',
      seeds: [
        '{"name":"a","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"dist":{"tarball":"http://x/a.tgz","shasum":"a"}}}}',
      ],
      run: (input) => expecting([Error], () => parsePublicDocument('a', input)),
    },
    {
      name: 'npm-versions',
      seeds: ['1.0.0 1.0.0-a.1 2.0.0+b 1.0.0-a.1.b 0.0.1'],
      run: (input) => sortNpm(toVersions(input).map((version) => ({ version }))),
    },
    {
      name: 'maven-versions',
      seeds: [
        '1.0 1.0-alpha-1 1.0-SNAPSHOT 1.0.1 1-sp 1.0a2 2.0.RELEASE',
        '1..2 1-_ 0x1 9999999999999999999',
      ],
      // Maven's own order goes in circles for some texts that are hardly versions, and ours is Maven's.
      run: (input) => assertAntisymmetric(toVersions(input).slice(0, 12), compareMavenVersions),
    },
    {
      name: 'nuget-versions',
      seeds: ['1.0 1.0.0.1 1.0.0-a 1.0.0-A.10 1.0.0-a.9+b 2'],
      run: (input) =>
        assertOrder(
          toVersions(input).filter((text) => parseVersion(text)),
          (a, b) => {
            const [x, y] = [parseVersion(a), parseVersion(b)];
            return x && y ? compareVersions(x, y) : 0;
          },
        ),
    },
    {
      name: 'pypi-versions',
      seeds: ['1.0 1!0.1 1.0.dev1 1.0a1 v1.0-rc.2 1.0.post3+local.7', '1.0-1 1.0_beta 00001'],
      run(input) {
        const versions = toVersions(input);
        const rank = (a: string, b: string): number => {
          if (a === b) return 0;
          return sortPypi([{ version: a }, { version: b }])[0]?.version === a ? -1 : 1;
        };
        assertOrder([...new Set(versions)], rank);
      },
    },
    {
      name: 'swift-metadata',
      seeds: [
        '{"author":{"name":"a","organization":{"name":"b"}},"description":"d","repositoryURLs":["git@h:p.git"]}',
        '{"licenseURL":null,"originalPublicationTime":"2020-01-02T03:04:05Z"}',
      ],
      run: (input) =>
        expecting([ServiceError], () => {
          const { text, repositoryUrls } = parseReleaseMetadata(input.toString());
          // It goes into a document of ours as it is.
          JSON.parse(`{"metadata":${text}}`);
          repositoryUrls.forEach(toRepositoryKey);
          assertHeader(renderLinks(repositoryUrls.map((url) => [url, { rel: 'alternate' }])));
        }),
    },
    {
      name: 'swift-manifests',
      seeds: ['// swift-tools-version:5.7;x\n', 'Package@swift-5.8.swift', '5.8.0'],
      run(input) {
        const text = input.toString();
        const toolsVersion = readToolsVersion(input);
        if (!/^\d+\.\d+(\.\d+)?$/.test(toolsVersion)) throw new Error(`tools version ${toolsVersion}`);
        const manifests = isManifestName(text) ? [{ fileName: text, toolsVersion }] : [];
        return [findManifest(manifests, text), findManifest(manifests, text.slice(14, -6))];
      },
    },
    {
      name: 'swift-versions',
      seeds: ['1.0.0 1.0.0-a.1 2.0.0+b 1.0.0-a.1.b 0.0.1 1.0.0+a 1.0.0-1'],
      run(input) {
        const versions = [...new Set(toVersions(input))].filter(isSwiftVersion);
        const rank = (a: string, b: string): number => {
          if (a === b) return 0;
          return sortSwift([{ version: a }, { version: b }])[0]?.version === a ? -1 : 1;
        };
        assertOrder(versions, rank);
      },
    },
    {
      name: 'swift-requests',
      seeds: [
        'application/vnd.swift.registry.v1+json, */*;q=0.1',
        'ssh://git@example.com:22/a/b.git',
        'git@example.com:a/b.git/',
      ],
      run: (input) =>
        expecting([ServiceError], () => {
          const key = toRepositoryKey(input.toString());
          assertHeader(renderLinks([[input.toString(), { rel: key === undefined ? 'a' : 'b' }]]));
          assertApiVersion(input.toString());
        }),
    },
    {
      name: 'transfer-encoding',
      seeds: ['caf=C3=A9 =\r\nau lait=', 'aGVs\r\nbG8='],
      async run(input) {
        for (const encoding of ['base64', 'quoted-printable', 'binary']) {
          const half = input.length >> 1;
          const [whole, parts] = await Promise.all([
            decodeAll([input], encoding),
            decodeAll([input.subarray(0, half), input.subarray(half)], encoding),
          ]);
          if (whole !== parts) throw new Error(`${encoding} that arrives in two parts is read differently`);
        }
      },
    },
    {
      name: 'cargo-publish',
      seeds: [toPublishBody(CRATE, Buffer.from('crate')), toPublishBody('{"name":"a"}', Buffer.alloc(0))],
      run: (input) =>
        expecting([PublishError, ServiceError], async () => {
          const half = input.length >> 1;
          const [whole, parts] = await Promise.all([
            readCrate([input]),
            readCrate([input.subarray(0, half), Buffer.alloc(0), input.subarray(half)]),
          ]);
          if (whole !== parts) throw new Error('what arrives in two parts is read differently');
        }),
    },
    {
      name: 'cargo-metadata',
      seeds: [JSON.stringify(CRATE)],
      run: (input) => expecting([PublishError], () => parsePublishMetadata(input)),
    },
    {
      name: 'cargo-index',
      seeds: [
        `${JSON.stringify({ name: 'a', vers: '1.0.0', deps: [{ name: 'b', req: '1' }], cksum: 'a'.repeat(64) })}\n{"name":`,
      ],
      run: (input) =>
        expecting([Error], () =>
          [...(parseCargoIndex('a', input)?.versions.values() ?? [])].map((v) => v.metadata),
        ),
    },
    {
      name: 'cargo-toml',
      seeds: [
        '[package]\nname = "a"\ndescription = """b"""\nreadme = false\n[dependencies.c]\nversion = "1"\nx = [1, {y = 2}]\n',
      ],
      run: (input) => parseCargoToml(input.toString()),
    },
    {
      name: 'group-pattern',
      seeds: ['/*', '/npm/*', '/npm/space/name~', '/maven/com.x/a$', '/nuget//Contoso.*'],
      run: (input) => expecting([ServiceError], () => assertPattern(input.toString(), packageFormats)),
    },
    {
      name: 'policy',
      seeds: [POLICY],
      run: (input) => expecting([ServiceError], () => assertPolicyDocument(input.toString())),
    },
    {
      name: 'sigv4',
      seeds: [
        SIGNATURE,
        `\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260304%2Fus-east-1%2Fcodeartifact%2Faws4_request&X-Amz-Date=20260304T050607Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${'a'.repeat(64)}`,
        'Basic YXdzOnRva2Vu',
        'Bearer eyJ2ZXIiOjF9.a.b',
      ],
      run: (input) =>
        expecting([ServiceError], () => {
          const [authorization = '', query = ''] = input.toString('latin1').split('\n');
          const http = toRequest(authorization, query);
          findPresentedToken(http);
          toCanonicalPath(`/${authorization}`);
          toCanonicalQuery(query);
          return parsePresentedSignature(http);
        }),
    },
    {
      name: 'multipart',
      seeds: [FORM],
      run: (input) =>
        expecting([MultipartError], () =>
          readMultipart(
            Readable.from([input]),
            'multipart/form-data; boundary=b',
            { isFile: (field) => field === 'content', maxFieldBytes: 1_000, maxFields: 10, maxFiles: 1 },
            ({ stream }) => finished(stream.resume()),
          ),
        ),
    },
    {
      name: 'texts',
      seeds: [
        'arn:aws:codeartifact:us-east-1:123456789012:domain/d',
        'http://a:b@c/?X-Amz-Signature=d Bearer abcdefghijk',
      ],
      run: (input) => [parseArn(input.toString()), redactSecrets(input.toString())],
    },
    {
      name: 'ruby-gemspec',
      seeds: [
        createGemspec('a', '1.0', { runtime: { b: ['>= 1', '< 2'] }, metadata: { c: 'd' } }),
        'name: &a b\nversion: !ruby/object:Gem::Version {version: 1.0}\nauthors: [*a, !binary "QQ=="]\n',
      ],
      run: (input) =>
        expecting([GemError], async () => {
          const spec = parseGemspec(input.toString());
          const [, , name, version] = loadGemspec(await dumpGemspec(spec));
          assertSame([name, version], [spec.name, { class: 'Gem::Version', content: [spec.number] }]);
          // A line that others can read, and that says the same.
          const line = renderInfoLine(spec, 'a'.repeat(64));
          const read = parsePublicInfo(spec.name, Buffer.from(`---\n${line}\n`))
            ?.versions.values()
            .next().value;
          if (!read) throw new Error(`not read: ${line}`);
          assertSame(renderInfoLine(toGemSpec(read.metadata), 'a'.repeat(64)), line);
        }),
    },
    {
      name: 'ruby-marshal',
      seeds: [
        '[1,-200,70000,null,true,{"a":"\u00e9","b":[{"a":false}]}]',
        '["a","b","a",{"c":[]}]',
        '-1073741824',
      ],
      run: (input) =>
        expecting([SyntaxError, RangeError], () => {
          const given: unknown = JSON.parse(input.toString());
          assertSame(loadMarshal(dumpMarshal(toRuby(given))), toLoaded(given));
        }),
    },
    {
      name: 'ruby-info',
      seeds: [
        `---\n1.0 b:>= 1&< 2,c:~> 1|checksum:${'a'.repeat(64)},ruby:>= 2,created_at:2026-01-01T00:00:00Z\n`,
        '---\n1.0-java |checksum:x\n1.0 |\n',
      ],
      async run(input) {
        const lines: string[] = [];
        await expecting([Error], () => {
          const { versions = new Map<string, PublicVersion>() } = parsePublicInfo('a', input) ?? {};
          for (const { metadata } of versions.values())
            lines.push(renderInfoLine(toGemSpec(metadata), undefined));
        });
        if (lines.some((line) => /[\r\n]/.test(line)))
          throw new Error(`more than a line: ${lines.join('|')}`);
      },
    },
  ];
}

function scan(chunks: readonly Buffer[]): string {
  const scanner = new PublishDocumentScanner({ maxRestBytes: 10_000, maxDepth: 50 });
  let data = '';
  for (const event of chunks.flatMap((chunk) => scanner.push(chunk))) {
    if (event.kind === 'text') data += event.text;
  }
  return data;
}

async function readCrate(chunks: readonly Buffer[]): Promise<string> {
  const limits = { maxMetadataBytes: 5_000, maxCrateBytes: 5_000 };
  try {
    return await readPublishBody(Readable.from(chunks), limits, async (metadata, crate) => {
      const parts: Buffer[] = [];
      for await (const part of crate) parts.push(part as Buffer); // it is made of such
      return JSON.stringify([metadata.toString('latin1'), Buffer.concat(parts).toString('latin1')]);
    });
  } catch (error) {
    if (error instanceof PublishError || error instanceof ServiceError) return error.message;
    throw error;
  }
}

function assertSame(found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new TypeError(`${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

/** A JSON value in Ruby: keys become symbols, so that symbols repeat. */
function toRuby(value: unknown): RubyValue {
  if (Array.isArray(value)) return value.map(toRuby);
  if (typeof value !== 'object' || value === null) return value as RubyValue; // all that JSON has besides
  const entries = Object.entries(value);
  return { kind: 'hash', entries: entries.map(([key, item]) => [symbol(key), toRuby(item)] as const) };
}

/** What the independent reader has to make of it. */
function toLoaded(value: unknown): Loaded {
  if (typeof value === 'string') return Buffer.from(value).toString(); // what is no text is not in UTF-8 either
  if (value === 0) return 0; // nor has Ruby a negative one
  if (Array.isArray(value)) return value.map(toLoaded);
  if (typeof value !== 'object' || value === null) return value as Loaded; // as above
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [`:${Buffer.from(key).toString()}`, toLoaded(item)]),
  );
}
