import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inventValue, mutateJson, mutateText } from './mutate';
import type { Random } from './random';
import type { RequestCase } from './raw-client';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: readonly string[];
}

interface RawShape {
  readonly type: string;
  readonly input?: { readonly target: string };
  readonly members?: Readonly<Record<string, { readonly traits?: Readonly<Record<string, string>> }>>;
  readonly traits?: Readonly<Record<string, { readonly method: string; readonly uri: string }>>;
}

/** Every operation's place and the names it reads, from the model. */
const OPERATIONS: readonly Operation[] = readOperations();

function readOperations(): Operation[] {
  const text = readFileSync(join(__dirname, '../../models/codeartifact.smithy.json'), 'utf8');
  const { shapes } = JSON.parse(text) as { shapes: Record<string, RawShape> };
  return Object.values(shapes).flatMap(({ type, input, traits }) => {
    const http = traits?.['smithy.api#http'];
    if (type !== 'operation' || http === undefined) return [];
    const members = Object.entries(shapes[input?.target ?? '']?.members ?? {});
    const queryNames = members.flatMap(([, member]) => member.traits?.['smithy.api#httpQuery'] ?? []);
    const body = members.filter(([, member]) => member.traits?.['smithy.api#httpQuery'] === undefined);
    return [{ method: http.method, path: http.uri, query: queryNames, body: body.map(([name]) => name) }];
  });
}

const NAMES = [
  'victim-domain',
  'victim-repo',
  'no-such-name',
  'npm',
  '000000000000',
  '1.0.0',
  'package.tgz',
  '10',
  'latest',
];
const HOSTILE = [
  ...[
    '',
    '%',
    '%zz',
    '%00',
    '%c0%af',
    '..%2f..',
    '%F0%9F%92%A9',
    '+',
    '%ud800',
    'a%0d%0aX:y',
    '*',
    '-',
    '\xff',
    'A'.repeat(51),
  ],
  ...[
    '__proto__',
    'constructor',
    'null',
    'undefined',
    '-1',
    '1e9',
    'NaN',
    '[object%20Object]',
    "'%20or%20'1",
    'a&a',
    '%2500',
  ],
];

/** Values that make sense; what exists is not deleted, because the requests after this one still want to find it. */
function sensible(name: string, exists: boolean): string {
  const values: Readonly<Record<string, string>> = {
    domain: exists ? 'victim-domain' : 'no-such-name',
    'domain-owner': '000000000000',
    repository: 'victim-repo',
    format: 'npm',
    namespace: 'scope',
    package: 'victim',
    version: '1.0.0',
    asset: 'package.tgz',
    'max-results': '10',
    duration: '900',
    'external-connection': 'public:npmjs',
    'resource-arn': 'arn:aws:codeartifact:us-east-1:000000000000:domain/victim-domain',
    'package-group': '/npm/*',
  };
  return values[name] ?? 'latest';
}

function queryOf(random: Random, { query, method }: Operation, mayExist: boolean): string {
  const exists = mayExist && method !== 'DELETE';
  const names = exists ? NAMES : NAMES.slice(2);
  const hostility = random.pick([0, 0.1, 0.5]);
  const pairs: string[] = [];
  for (const name of [...query, ...(random.chance(0.3) ? ['x', '__proto__', 'Domain', 'domain%00'] : [])]) {
    if (!random.chance(hostility)) {
      if (!OPTIONAL.has(name)) pairs.push(`${name}=${sensible(name, exists)}`);
      continue;
    }
    if (random.chance(0.15)) continue;
    const value = random.chance(0.5) ? random.pick(names) : random.pick(HOSTILE);
    pairs.push(random.chance(0.05) ? name : `${name}=${value}`);
    if (random.chance(0.1)) pairs.push(`${name}=${random.pick(names)}`, `${name}[]=1`, `${name}[a]=1`);
  }
  return pairs.join(random.chance(0.95) ? '&' : random.pick(['&&', ';', '&=&', '?']));
}

// Left out unless there is something wrong with them: most requests could not get far with them.
const OPTIONAL = new Set([
  'next-token',
  'policy-revision',
  'revision',
  'namespace',
  'endpointType',
  'status',
  'sortBy',
]);

const BODY = {
  description: 'd',
  upstreams: [{ repositoryName: 'victim-repo' }],
  tags: [{ key: 'k', value: 'v' }],
  tagKeys: ['k'],
  policyDocument:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
  policyRevision: 'r',
  versions: ['1.0.0'],
  versionRevisions: { '1.0.0': 'r' },
  encryptionKey: 'arn:aws:kms:us-east-1:000000000000:key/x',
  restrictions: { publish: 'ALLOW', upstream: 'BLOCK' },
  targetStatus: 'Archived',
  packageGroup: '/npm/*',
} as const;

function bodyOf(random: Random, operation: Operation): Buffer | undefined {
  if (operation.body.length === 0) return random.chance(0.8) ? undefined : mutateText(random, '{"a":1}');
  const known = Object.entries(BODY).filter(([name]) => operation.body.includes(name));
  const others = operation.body
    .filter((name) => !(name in BODY))
    .map((name) => [name, inventValue(random)] as const);
  const sound = Object.fromEntries(known);
  if (random.chance(0.25)) return Buffer.from(JSON.stringify(sound));
  return mutateJson(random, random.chance(0.5) ? sound : { ...sound, ...Object.fromEntries(others) });
}

/** A call of any operation with wrong values, wrong types, wrong names, a wrong method or a wrong path. */
export function apiCall(random: Random, host: string): RequestCase {
  const operation = random.pick(OPERATIONS);
  const path = random.chance(0.95)
    ? operation.path
    : mutateText(random, operation.path)
        .toString('latin1')
        .replace(/[\0-\x20\x7f]/g, '');
  const moved = random.chance(0.05);
  const method = moved
    ? random.pick(['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'])
    : operation.method;
  const query = queryOf(random, operation, !moved && path === operation.path);
  const headers: Record<string, string> = { host, 'content-type': 'application/json' };
  if (random.chance(0.1))
    headers['x-amz-content-sha256'] = random.pick([
      '',
      'x',
      'UNSIGNED-PAYLOAD',
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    ]);
  if (random.chance(0.1))
    headers['content-type'] = random.pick([
      'text/xml',
      'a',
      'application/json; charset=utf-16',
      'multipart/form-data',
    ]);
  const body = bodyOf(random, operation);
  return { method, path: `${path}${query === '' ? '' : '?'}${query}`, headers, ...(body && { body }) };
}

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=test/20260304/us-east-1/codeartifact/aws4_request, SignedHeaders=host;x-amz-date, Signature=' +
  'ab'.repeat(32);
const PRESIGNED =
  'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=test%2F20260304%2Fus-east-1%2Fcodeartifact%2Faws4_request' +
  `&X-Amz-Date=20260304T050607Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=${'cd'.repeat(32)}`;

/** A signature with something wrong in it, in the header, the query or both. */
export function brokenSignature(random: Random, host: string): RequestCase {
  const call = { ...apiCall(random, host), headers: { host } as Record<string, string> };
  const toLine = (text: string): string =>
    mutateText(random, text)
      .toString('latin1')
      .replace(/[\0-\x1f\x7f]/g, '');
  if (random.chance(0.7)) call.headers['authorization'] = toLine(AUTHORIZATION);
  if (random.chance(0.6))
    call.headers['x-amz-date'] = random.chance(0.5) ? '20260304T050607Z' : toLine('20260304T050607Z');
  if (random.chance(0.2)) call.headers['x-amz-security-token'] = random.pick(['', 'x', 'y'.repeat(3000)]);
  if (random.chance(0.2))
    call.headers['date'] = random.pick(['', 'yesterday', 'Wed, 04 Mar 2026 05:06:07 GMT']);
  if (random.chance(0.4)) {
    const query = toLine(PRESIGNED).replaceAll(' ', '');
    return { ...call, path: `${call.path.split('?')[0]}?domain=victim-domain&${query}` };
  }
  return call;
}
