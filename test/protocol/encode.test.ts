import { Readable } from 'node:stream';
import { loadProtocol } from '../../src/protocol/model';
import type { OperationName, OutputOf } from '../../src/protocol/types';

const protocol = loadProtocol();

function encode<N extends OperationName>(name: N, output: OutputOf<N>) {
  const operation = protocol.operations.get(name);
  if (operation === undefined) throw new Error(`No operation ${name}`);
  return operation.encode(output);
}

test('DOM-024 DOM-057 PKG-024 times are epoch seconds with milliseconds, longs plain integers', () => {
  const domain = { name: 'my-domain', createdTime: new Date(1583075193861), assetSizeBytes: 2 ** 53 - 1 };
  expect(encode('DescribeDomain', { domain })).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"domain":{"name":"my-domain","createdTime":1583075193.861,"assetSizeBytes":9007199254740991}}',
  });
});

test.each([
  [1566002944000, '1566002944'],
  [1566002944001, '1566002944.001'],
  [1566002944270, '1566002944.27'],
  [0, '0'],
])('PKG-024 %d ms are %s s', (ms, seconds) => {
  const { body } = encode('GetAuthorizationToken', { expiration: new Date(ms) });
  expect(body).toBe(`{"expiration":${seconds}}`);
});

test('PKG-022 REAL-068 members without a value are left out, also in lists', () => {
  const packages = [{ package: 'a', namespace: undefined }];
  const output: OutputOf<'ListPackages'> = { packages, nextToken: undefined };
  expect(encode('ListPackages', output).body).toBe('{"packages":[{"package":"a"}]}');
});

test('PKG-023 empty lists and maps are sent', () => {
  const output: OutputOf<'CopyPackageVersions'> = { successfulVersions: {}, failedVersions: {} };
  expect(encode('CopyPackageVersions', output).body).toBe('{"successfulVersions":{},"failedVersions":{}}');
  expect(encode('ListDomains', { domains: [] }).body).toBe('{"domains":[]}');
});

test('members that are not modelled are not sent, at any depth', () => {
  const domain = { name: 'my-domain', secret: 1 };
  const output = { domain, secret: 2 };
  expect(encode('DescribeDomain', output).body).toBe('{"domain":{"name":"my-domain"}}');
});

test('members go out in the order of the model', () => {
  const output: OutputOf<'GetAssociatedPackageGroup'> = {
    associationType: 'STRONG',
    packageGroup: { pattern: '/*' },
  };
  expect(encode('GetAssociatedPackageGroup', output).body).toBe(
    '{"packageGroup":{"pattern":"/*"},"associationType":"STRONG"}',
  );
});

test('false, zero and the empty string are values', () => {
  const domain = { name: '', repositoryCount: 0, createdTime: new Date(0) };
  expect(encode('DescribeDomain', { domain }).body).toBe(
    '{"domain":{"name":"","createdTime":0,"repositoryCount":0}}',
  );
});

test('a map sends keys with prototype names', () => {
  const successfulVersions = JSON.parse('{"__proto__":{"revision":"r","status":"Published"}}');
  expect(encode('DeletePackageVersions', { successfulVersions }).body).toBe(
    '{"successfulVersions":{"__proto__":{"revision":"r","status":"Published"}}}',
  );
});

test('REAL-080 REPO-039 the status of an external connection is AVAILABLE', () => {
  const repository = {
    externalConnections: [{ externalConnectionName: 'public:npmjs', status: 'Available' as const }],
  };
  expect(encode('AssociateExternalConnection', { repository }).body).toBe(
    '{"repository":{"externalConnections":[{"externalConnectionName":"public:npmjs","status":"AVAILABLE"}]}}',
  );
});

test.each(['TagResource', 'UntagResource'] as const)('%s answers an empty object', (name) => {
  expect(encode(name, {})).toMatchObject({ status: 200, body: '{}' });
});

test('a blob goes out as it is, its other members as headers', () => {
  const asset = Readable.from([]);
  const output = {
    ...{ asset, contentLength: 7 },
    ...{ assetName: 'a.tgz', packageVersion: '1.0.0', packageVersionRevision: 'r' },
  };
  const response = encode('GetPackageVersionAsset', output);
  expect(response).toEqual({
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': '7',
      'X-AssetName': 'a.tgz',
      'X-PackageVersion': '1.0.0',
      'X-PackageVersionRevision': 'r',
    },
    body: asset,
  });
  expect(response.body).toBe(asset);
});

test('a header value goes out as the bytes of its UTF-8', () => {
  const { headers } = encode('GetPackageVersionAsset', {
    ...{ asset: Readable.from([]), contentLength: 0, assetName: 'ü😀.tgz' },
  });
  expect(Buffer.from(String(headers['X-AssetName']), 'latin1').toString('utf8')).toBe('ü😀.tgz');
  expect(headers).not.toHaveProperty('X-PackageVersion');
});

test('what no header can hold goes out as in a URL', () => {
  const { headers } = encode('GetPackageVersionAsset', {
    ...{ asset: Readable.from([]), contentLength: 0, packageVersion: '1\0\r\n\x1b\x7fü' },
  });
  expect(Buffer.from(String(headers['X-PackageVersion']), 'latin1').toString('utf8')).toBe(
    '1%00%0D%0A%1B%7Fü',
  );
});
