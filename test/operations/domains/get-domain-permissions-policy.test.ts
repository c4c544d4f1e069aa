import {
  CreateDomainCommand,
  GetDomainPermissionsPolicyCommand,
  PutDomainPermissionsPolicyCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, invalidField, missingDomain } from '../../support/api';
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
const missingPolicy = {
  name: 'ResourceNotFoundException',
  status: 404,
  message: 'No policy found for (domain): (acme)',
  resourceId: 'acme',
  resourceType: 'domain',
};
const call = (domain: string) => client.send(new GetDomainPermissionsPolicyCommand({ domain }));
const put = async () => {
  const command = new PutDomainPermissionsPolicyCommand({ domain: 'acme', policyDocument: DOCUMENT });
  return (await client.send(command)).policy;
};
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('DOM-091 DOM-092 DOM-093 the policy is answered with its ARN, its text and its revision', async () => {
    const policy = await put();
    const target = '/v1/domain/permissions/policy?domain=acme&domain-owner=000000000000';
    const answer = await callApi(emulator, 'GET', target);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      policy: {
        resourceArn: 'arn:aws:codeartifact:us-east-1:000000000000:domain/acme',
        document: DOCUMENT,
        revision: policy?.revision,
      },
    });
  });
});

describe('validation', () => {
  test('DOM-001 a malformed name is refused', async () => {
    expect(await findError(call('my_domain'))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('DOM-098 REAL-016 REAL-018 a domain without a policy', async () => {
    expect(await findError(call('acme'))).toEqual(missingPolicy);
  });

  test('DOM-100 a domain that does not exist', async () => {
    expect(await findError(call('nowhere'))).toEqual(missingDomain('nowhere'));
  });

  test('DOM-091 reading changes nothing', async () => {
    const policy = await put();
    await call('acme');
    expect((await call('acme')).policy).toEqual(policy);
  });

  test('DOM-012 the policy of the owner that is named is read', async () => {
    const policy = await put();
    const other = emulator.client({ account: '111122223333' });
    const command = { domain: 'acme', domainOwner: '000000000000' };
    expect((await other.send(new GetDomainPermissionsPolicyCommand(command))).policy).toEqual(policy);
    const own = other.send(new GetDomainPermissionsPolicyCommand({ domain: 'acme' }));
    expect(await findError(own)).toEqual(missingDomain('acme', '111122223333'));
  });
});
