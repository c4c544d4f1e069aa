import { mutateJson, mutateText } from './mutate';
import type { Random } from './random';
import type { RequestCase } from './raw-client';

/** Where hostile package managers knock, and what they know. */
export interface Target {
  readonly host: string;
  /** Path of the repository endpoint, without the last slash. */
  readonly endpoint: string;
  readonly token: string;
}

const NAMES = [
  ...[
    'victim',
    '@scope/victim',
    '@scope%2fvictim',
    '%40scope%2Fvictim',
    '..',
    '.',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    '%2fetc',
  ],
  ...[
    '@',
    '@/',
    '@%2f',
    '@a/',
    '@/a',
    '@a/b/c',
    '@a%2fb%2fc',
    '%',
    '%zz',
    '%00',
    'a%00b',
    'a%0ab',
    '%0d%0aX:%20y',
    '%ff%fe',
    '%c0%af',
  ],
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'node_modules',
    'favicon.ico',
    '-',
    '_a',
    '.a',
    ' %20',
    '%20a',
    'A'.repeat(215),
  ],
  ...[
    '%F0%9F%92%A9',
    '%E2%80%AE',
    '~a',
    "a'b",
    'a(b)',
    'a*',
    'a!',
    'a;b',
    'a:b',
    'a?b',
    'a&b',
    'a=b',
    'a+b',
    'a\\b',
    'C:%5C',
    '\xe9',
  ],
];
const VERSIONS = [
  '1.0.0',
  'latest',
  '1.0.0-%00',
  '..',
  '%2e%2e',
  '*',
  '^1',
  '1.0.0.0',
  '9'.repeat(300),
  '1.0.0%2b1',
  'v1.0.0',
  '__proto__',
  '',
];
const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'];

function pathBelow(random: Random): string {
  const name = random.pick(NAMES);
  const version = random.pick(VERSIONS);
  return random.pick([
    `/${name}`,
    `/${name}/${version}`,
    `/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    `/${name}/-/${version}`,
    `/${name}/-/${name}-${version}.tgz/-rev/1`,
    `/${name}/-rev/${version}`,
    `/-/package/${name}/dist-tags`,
    `/-/package/${name}/dist-tags/${version}`,
    `/-/v1/search?text=${name}&size=${version}`,
    `/-/npm/v1/security/advisories/bulk`,
    `/-/user/org.couchdb.user:${name}`,
    `/-/user/token/${name}`,
    `/-/ping?write=${version}`,
    `/-/whoami`,
    `/-/${name}`,
    `//${name}`,
    `///`,
    ``,
  ]);
}

const TOKENS: readonly ((token: string, random: Random) => string | undefined)[] = [
  (token) => `Bearer ${token}`,
  (token) => `Bearer ${token}`,
  (token) => `Bearer ${token}`,
  (token) => `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`,
  () => undefined,
  () => '',
  () => 'Bearer',
  () => 'Bearer ',
  () => 'Basic',
  () => 'Basic !!!!',
  () => 'Basic Og==',
  (token) => token,
  (token) => `Bearer ${token.slice(0, -1)}`,
  (token) => `Bearer ${token}A`,
  (token) => `Bearer ${token}.${token}`,
  (token) => `Bearer ${token.split('.')[0]}....`,
  (token) =>
    `Bearer ${token.replace(/^[^.]*/, Buffer.from('{"ver":1,"iv":{},"tag":[],"exp":"x"}').toString('base64url'))}`,
  (token, random) =>
    `Bearer ${mutateText(random, token)
      .toString('latin1')
      .replace(/[\0-\x1f\x7f]/g, '')}`,
  () => `Negotiate ${'='.repeat(100)}`,
  () => 'AWS4-HMAC-SHA256 Credential=test/20260304/us-east-1/codeartifact/aws4_request',
];

function headersOf(random: Random, { host, token }: Target, valid: boolean): Record<string, string> {
  const headers: Record<string, string> = { host };
  const authorization = valid ? `Bearer ${token}` : random.pick(TOKENS)(token, random);
  if (authorization !== undefined) headers['authorization'] = authorization;
  const maybe = (name: string, values: readonly string[]): void => {
    if (random.chance(0.15)) headers[name] = random.pick(values);
  };
  maybe('range', [
    'bytes=0-',
    'bytes=5-1',
    'bytes=-0',
    'bytes=99999999999999999999-',
    'bytes=a-b',
    'lines=1-2',
    'bytes=0-0,2-3',
    'bytes=',
  ]);
  maybe('if-none-match', ['*', '"', 'W/', '""', '"a", W/"b"', 'a', `"${'e'.repeat(2000)}"`]);
  maybe('if-range', ['"x"', 'yesterday']);
  maybe('accept', [
    '',
    '*',
    'application/vnd.npm.install-v1+json',
    ';q=',
    'a/b;q=2',
    `${'a/b,'.repeat(500)}`,
  ]);
  maybe('accept-encoding', ['gzip', 'gzip;q=0', 'br', '*;q=0', ',,,', 'gzip;q=x']);
  maybe('npm-command', ['publish', '\x7f'.repeat(0)]);
  return headers;
}

/** A read, or a write without a useful body, at any path and in any name. */
export function npmRequest(random: Random, target: Target): RequestCase {
  const method = random.pick(METHODS);
  const headers = headersOf(random, target, random.chance(0.5));
  const path = `${target.endpoint}${pathBelow(random)}`;
  if (method !== 'PUT' && method !== 'POST') return { method, path, headers };
  headers['content-type'] = random.pick(['application/json', 'text/plain', '']);
  const body = random.pick([
    Buffer.alloc(0),
    Buffer.from('"1.0.0"'),
    Buffer.from('null'),
    mutateText(random, '{"_id":"victim","versions":{}}'),
  ]);
  return { method, path, headers, body };
}

/** An endpoint that is spelled strangely, by path or by host name. */
export function oddAddress(random: Random, target: Target): RequestCase {
  const headers = headersOf(random, target, random.chance(0.5));
  const format = random.pick([
    'npm',
    'npm',
    'pypi',
    'maven',
    'generic',
    'cargo',
    'NPM',
    'npm%20',
    'v1',
    '_codeartifact',
  ]);
  const domain = random.pick([
    'victim-domain',
    'a',
    '%',
    '%00',
    '..',
    'victim%2ddomain',
    'x"y',
    'x%22y',
    '%0a',
    '-',
    '%F0%9F%92%A9',
    '\xff',
  ]);
  const owner = random.pick([
    '000000000000',
    '123456789012',
    '00000000000',
    '0000000000000',
    'abcdefghijkl',
    '',
  ]);
  const repository = random.pick([
    'victim-repo',
    '%',
    '..',
    '%2e%2e',
    '%00',
    'a%22b',
    '',
    'x'.repeat(101),
    '\xff',
  ]);
  if (random.chance(0.5))
    return { method: 'GET', path: `/${format}/d/${domain}-${owner}/${repository}/victim`, headers };
  const suffix = random.pick([
    'localhost',
    'amazonaws.com',
    'on.aws:443',
    '',
    'x'.repeat(300),
    'a:b:c',
    '[::1]',
    'evil/../..',
    'a"b',
    'é',
  ]);
  headers['host'] = Buffer.from(
    `${domain}-${owner}.d.codeartifact.${random.pick(['us-east-1', '', '.', 'xx'])}.${suffix}`,
  ).toString('latin1');
  return { method: 'GET', path: `/${format}/${repository}/victim`, headers };
}

function publishDocument(name: string, version: string, tarball: Buffer): Record<string, unknown> {
  return {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: {
      [version]: {
        name,
        version,
        description: 'd',
        dependencies: { a: '^1.0.0' },
        readme: '# r',
        _id: `${name}@${version}`,
      },
    },
    access: null,
    _attachments: {
      [`${name}-${version}.tgz`]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
  };
}

/** A publish with a valid token whose document is damaged: in its values, its text, its base64 or its packing. */
export function brokenPublish(random: Random, target: Target, tarball: Buffer): RequestCase {
  const name = random.pick(['victim', '@scope/victim', 'other']);
  const document = publishDocument(name, `${random.int(3)}.${random.int(50)}.${random.int(50)}`, tarball);
  const text = JSON.stringify(document);
  const body = random.pick<() => Buffer>([
    () => mutateJson(random, document),
    () => mutateJson(random, document),
    () => mutateText(random, text),
    () => Buffer.from(text.slice(0, random.int(text.length))),
    () =>
      Buffer.from(
        text.replace(
          /("data":")([^"]*)/,
          (_, head: string, data: string) =>
            head + mutateText(random, data).toString('latin1').replace(/["\\]/g, ''),
        ),
      ),
    () =>
      Buffer.from(
        text.replace(
          /"length":\d+/,
          `"length":${random.pick(['-1', '0', '1e9', '"5"', '1.5', '99999999999999999999'])}`,
        ),
      ),
    () =>
      Buffer.from(
        text.replace('"data":"', `"data":"${random.pick(['\\u0048', '\\n', '====', '%', '\\', 'H4sI'])}`),
      ),
    () => Buffer.from(`{"_attachments":{"a":{"data":"AAAA"}},${text.slice(1)}`),
    () => Buffer.from(`${' '.repeat(random.int(2000))}${text}${random.pick(['', 'x', '{}', '\0'])}`),
  ])();
  const headers = { ...headersOf(random, target, true), 'content-type': 'application/json' } as Record<
    string,
    string
  >;
  if (random.chance(0.1)) headers['content-encoding'] = random.pick(['gzip', 'br', 'identity', 'x']);
  return {
    method: 'PUT',
    path: `${target.endpoint}/${random.chance(0.9) ? name.replace('/', '%2f') : random.pick(NAMES)}`,
    headers,
    body,
  };
}
