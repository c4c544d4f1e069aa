import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetRepositoryPermissionsPolicyCommand,
  PutRepositoryPermissionsPolicyCommand,
  type CodeartifactClient,
  type GetRepositoryPermissionsPolicyCommandInput,
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
const call = (input: Partial<GetRepositoryPermissionsPolicyCommandInput> = {}) =>
  client.send(new GetRepositoryPermissionsPolicyCommand({ ...acme, ...input }));
const put = async () => {
  const command = new PutRepositoryPermissionsPolicyCommand({ ...acme, policyDocument: DOCUMENT });
  return (await client.send(command)).policy;
};
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand(acme));
});

describe('serialization', () => {
  test('REPO-013 REPO-204 the policy is answered with its ARN, its text and its revision', async () => {
    const policy = await put();
    const target = '/v1/repository/permissions/policy?domain=acme&domain-owner=000000000000&repository=store';
    const answer = await callApi(emulator, 'GET', target);
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
});

describe('functionality', () => {
  test('REPO-204 REAL-017 REAL-018 a repository without a policy', async () => {
    expect(await findError(call())).toEqual(missingPolicy);
  });

  test('REPO-218 a repository or a domain that does not exist', async () => {
    expect(await findError(call({ repository: 'nowhere' }))).toEqual(missingRepository('acme', 'nowhere'));
    expect(await findError(call({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });

  test('REPO-204 reading changes nothing, whoever reads', async () => {
    const policy = await put();
    expect((await call({ domainOwner: '000000000000' })).policy).toEqual(policy);
    const other = emulator.client({ account: '111122223333' });
    const command = new GetRepositoryPermissionsPolicyCommand({ ...acme, domainOwner: '000000000000' });
    expect((await other.send(command)).policy).toEqual(policy);
  });
});
