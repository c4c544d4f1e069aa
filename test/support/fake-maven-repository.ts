import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toChecksums } from '../../src/formats/maven/checksum';
import { renderMavenMetadata, renderPom, type MavenNames } from './maven-package';

/** A public Maven repository: files at paths, and nothing that knows of them. */
export interface FakeMavenRepository {
  /** Its address, with a final slash. */
  readonly url: string;
  /** Method and path of what was asked for, in order, and the headers that came along. */
  readonly requests: { readonly line: string; readonly headers: IncomingHttpHeaders }[];
  /** Adds a file with its SHA-1 beside it, unless told what that says or that there is none. */
  set(path: string, body: string | Buffer, sha1?: string | null): void;
  /** Adds files of a version by their ending (`.jar` and `.pom` by default), and lists it in the document. */
  release(names: MavenNames, files?: Readonly<Record<string, string>>): void;
  remove(path: string): void;
  /** Paths asked for since `forget`, each once, sorted. */
  asked(): readonly string[];
  forget(): void;
  /** Answers this to everything from now on; undefined: as usual. A string is where it redirects to. */
  answer(status: number | string | undefined): void;
  close(): Promise<void>;
}

/** Starts one without files. */
export async function startFakeMavenRepository(): Promise<FakeMavenRepository> {
  const files = new Map<string, Buffer>();
  const versions = new Map<string, string[]>();
  const requests: FakeMavenRepository['requests'] = [];
  let fixed: number | string | undefined;
  const server = createServer(({ method, url = '', headers }, response) => {
    requests.push({ line: `${method} ${url}`, headers });
    if (typeof fixed === 'string')
      return void response.writeHead(302, { location: fixed + url.slice(1) }).end();
    const body = files.get(decodeURIComponent(url.slice(1)));
    if (fixed !== undefined || !body) return void response.writeHead(fixed ?? 404).end();
    response.writeHead(200, {
      'content-length': body.length,
      'last-modified': 'Thu, 05 Mar 2020 01:02:03 GMT',
    });
    response.end(method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const repository: FakeMavenRepository = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, // listening on a TCP port
    requests,
    set(path, body, sha1) {
      const bytes = Buffer.from(body);
      files.set(path, bytes);
      if (sha1 !== null) files.set(`${path}.sha1`, Buffer.from(sha1 ?? toChecksums(bytes).sha1));
    },
    release(names, contents) {
      const folder = `${names.groupId.replaceAll('.', '/')}/${names.artifactId}`;
      const { version, artifactId } = names;
      const listed = [...(versions.get(folder) ?? []), version];
      versions.set(folder, listed);
      for (const [ending, content] of Object.entries(
        contents ?? { '.jar': `public jar of ${version}`, '.pom': renderPom(names) },
      )) {
        repository.set(`${folder}/${version}/${artifactId}-${version}${ending}`, content);
      }
      repository.set(`${folder}/maven-metadata.xml`, renderMavenMetadata(names, listed));
    },
    remove: (path) => void files.delete(path),
    asked: () => [...new Set(requests.map(({ line }) => line.replace(/^GET \//, '')))].sort(),
    forget: () => void requests.splice(0),
    answer: (status) => void (fixed = status),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return repository;
}
