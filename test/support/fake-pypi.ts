import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PythonFile } from './python-package';

/** What the index says of a file. */
export interface IndexedFile {
  readonly file: PythonFile;
  readonly yanked?: boolean | string;
  readonly uploadTime?: string;
  readonly requiresPython?: string;
  /** What the index claims, when it is wrong. */
  readonly sha256?: string;
  /** Another size than the file's, for files that are only told of. */
  readonly size?: number;
}

/** The public index: pages in JSON or HTML under `simple/`, files under `files/`. */
export interface FakePypi {
  /** Its address, with a final slash. */
  readonly url: string;
  /** Paths asked for, in order. */
  readonly requests: string[];
  set(project: string, files: readonly IndexedFile[]): void;
  /** Whether pages are in HTML, as old indexes have them. */
  useHtml(html: boolean): void;
  /** Answers 500 to everything from now on, or no longer. */
  fail(failing: boolean): void;
  close(): Promise<void>;
}

export async function startFakePypi(): Promise<FakePypi> {
  const projects = new Map<string, readonly IndexedFile[]>();
  const requests: string[] = [];
  let isHtml = false;
  let isFailing = false;
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    if (isFailing) return void response.writeHead(500).end();
    const [, kind, project = '', name] = /^\/(simple|files)\/([^/]+)\/(.*)$/.exec(url) ?? [];
    const files = projects.get(project);
    if (kind === 'files') {
      const found = files?.find(({ file }) => file.name === name);
      return void (found ? response.writeHead(200).end(found.file.bytes) : response.writeHead(404).end());
    }
    if (!files || name !== '') return void response.writeHead(404).end();
    const type = isHtml ? 'text/html' : 'application/vnd.pypi.simple.v1+json';
    response.writeHead(200, { 'content-type': type });
    response.end(isHtml ? toHtml(project, files) : JSON.stringify(toJson(project, files)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, // listening on a TCP port
    requests,
    set: (project, files) => void projects.set(project, files),
    useHtml: (html) => void (isHtml = html),
    fail: (failing) => void (isFailing = failing),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const digestOf = ({ file, sha256 }: IndexedFile): string =>
  sha256 ?? createHash('sha256').update(file.bytes).digest('hex');

function toJson(project: string, files: readonly IndexedFile[]): object {
  return {
    meta: { 'api-version': '1.4', '_last-serial': 1 },
    name: project,
    versions: [...new Set(files.map(({ file }) => file.version))],
    files: files.map((one) => ({
      filename: one.file.name,
      url: `/files/${project}/${one.file.name}`,
      hashes: { sha256: digestOf(one) },
      size: one.size ?? one.file.bytes.length,
      yanked: one.yanked ?? false,
      'core-metadata': { sha256: 'ff' },
      provenance: null,
      ...(one.uploadTime !== undefined && { 'upload-time': one.uploadTime }),
      ...(one.requiresPython !== undefined && { 'requires-python': one.requiresPython }),
    })),
  };
}

function toHtml(project: string, files: readonly IndexedFile[]): string {
  const anchors = files.map((one) => {
    const { name } = one.file;
    const requires = one.requiresPython?.replaceAll('>', '&gt;');
    const attributes = [
      `href="../../files/${project}/${name}#sha256=${digestOf(one)}"`,
      ...(requires === undefined ? [] : [`data-requires-python="${requires}"`]),
      ...(one.yanked ? [`data-yanked="${one.yanked === true ? '' : one.yanked}"`] : []),
    ];
    return `<a ${attributes.join(' ')}>${name}</a><br/>`;
  });
  return `<!DOCTYPE html><html><body>\n${anchors.join('\n')}\n</body></html>`;
}
