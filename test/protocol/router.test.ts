import { unknownOperation } from '../../src/protocol/errors';
import { loadProtocol } from '../../src/protocol/model';
import { createRouter } from '../../src/protocol/router';

const { operations, route } = loadProtocol();

test('all 48 operations are found at their method and path', () => {
  const found = [...operations.values()].map(({ method, path }) => route(method, path)?.name);
  expect(found).toEqual([...operations.keys()]);
  expect(new Set(found).size).toBe(48);
});

test.each([
  ['GET', '/v1/domains'],
  ['HEAD', '/v1/domain'],
  ['get', '/v1/domain'],
  ['GET', '/v1/domain/'],
  ['GET', '/v1//domain'],
  ['GET', '/v1/dom%61in'],
  ['GET', '/V1/domain'],
  ['GET', '/v1'],
  ['GET', '__proto__'],
  ['constructor', '/v1/domain'],
])('AUTH-028 %s %s is no operation', (method, path) => {
  expect(route(method, path)).toBeUndefined();
});

test('the two paths of repository policies are kept apart', () => {
  expect(route('DELETE', '/v1/repository/permissions/policies')?.name).toBe(
    'DeleteRepositoryPermissionsPolicy',
  );
  expect(route('DELETE', '/v1/repository/permissions/policy')).toBeUndefined();
});

test('an operation tells what it reads of the body', () => {
  const names = (payload: string) =>
    [...operations.values()].filter((operation) => operation.payload === payload).map(({ name }) => name);
  expect(names('blob')).toEqual(['PublishPackageVersion']);
  expect(names('json').sort()).toEqual([
    'CopyPackageVersions',
    'CreateDomain',
    'CreatePackageGroup',
    'CreateRepository',
    'DeletePackageVersions',
    'DisposePackageVersions',
    'ListDomains',
    'PutDomainPermissionsPolicy',
    'PutPackageOriginConfiguration',
    'PutRepositoryPermissionsPolicy',
    'TagResource',
    'UntagResource',
    'UpdatePackageGroup',
    'UpdatePackageGroupOriginConfiguration',
    'UpdatePackageVersionsStatus',
    'UpdateRepository',
  ]);
});

test('AUTH-028 what is no operation is a 404 of its own name', () => {
  expect(unknownOperation('GET', '/v1/nothing')).toMatchObject({
    code: 'UnknownOperationException',
    statusCode: 404,
    message: 'No operation answers GET /v1/nothing',
  });
  expect(unknownOperation('GET', `/v1/${'x'.repeat(10_000)}`).message.length).toBeLessThan(300);
});

test('two operations at one place are refused at start', () => {
  const operation = operations.get('DescribeDomain');
  if (operation === undefined) throw new Error('No DescribeDomain');
  expect(() => createRouter([operation, operation])).toThrow('Cannot route DescribeDomain');
});
