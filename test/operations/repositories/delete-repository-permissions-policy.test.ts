import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  DeleteRepositoryPermissionsPolicyCommand,
  GetRepositoryPermissionsPolicyCommand,
  PutRepositoryPermissionsPolicyCommand,
  type CodeartifactClient,
  type DeleteRepositoryPermissionsPolicyCommandInput,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain, missingRepository } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const DOCUMENT = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}';
const acme = { domain: 'acme', repository: 'store' };
const missingPolicy = {
  name: 'ResourceNotFoundException',
  status: 404,
  message: 'No policy found for (repository): (store)',
  resourceId: 'store',
  resourceType: 'repository',
};
const call = (input: Partial<DeleteRepositoryPermissionsPolicyCommandInput> = {}) =>
  client.send(new DeleteRepositoryPermissionsPolicyCommand({ ...acme, ...input }));
const put = async () => {
  const command = new PutRepositoryPermissionsPolicyCommand({ ...acme, policyDocument: DOCUMENT });
  return (await client.send(command)).policy;
};
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand(acme));
});

describe('serialization', () => {
  test('REPO-013 REPO-205 the policy is answered with its ARN, its text and its revision', async () => {
    const policy = await put();
    const target =
      '/v1/repository/permissions/policies?domain=acme&domain-owner=000000000000&repository=store';
    const answer = await callApi(
      emulator,
      'DELETE',
      `${target}&policy-revision=${encodeURIComponent(policy?.revision ?? '')}`,
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      policy: {
        resourceArn: 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store',
        document: DOCUMENT,
        revision: policy?.revision,
      },
    });
  });
});

describe('validation', () => {
  test.each([{ repository: '_repo' }, { domain: 'my_domain' }, { domainOwner: '12' }])(
    'REPO-002 REPO-003 REPO-010 %p is refused',
    async (input) => {
      expect(await findError(call(input))).toEqual(invalidField);
    },
  );

  test.each(['a b', 'r'.repeat(101)])('QUOTA-031 the revision %p is refused', async (policyRevision) => {
    expect(await findError(call({ policyRevision }))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('REPO-206 REAL-017 REAL-018 a repository without a policy', async () => {
    expect(await findError(call())).toEqual(missingPolicy);
  });

  test('REPO-218 a repository or a domain that does not exist', async () => {
    expect(await findError(call({ repository: 'nowhere' }))).toEqual(missingRepository('acme', 'nowhere'));
    expect(await findError(call({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('REPO-205 REPO-206 the policy is gone afterwards', async () => {
    await put();
    await call();
    expect(await findError(client.send(new GetRepositoryPermissionsPolicyCommand(acme)))).toEqual(
      missingPolicy,
    );
    expect(await findError(call())).toEqual(missingPolicy);
  });

  test('REPO-210 only the revision that is named is deleted', async () => {
    const policy = await put();
    expect(await findError(call({ policyRevision: 'abc=' }))).toEqual({
      name: 'ConflictException',
      status: 409,
      message: expect.any(String),
      resourceId: 'store',
      resourceType: 'repository',
    });
    expect((await call({ policyRevision: policy?.revision })).policy).toEqual(policy);
  });
});
