import {
  CreateDomainCommand,
  DeleteDomainPermissionsPolicyCommand,
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
const call = (domain: string) => client.send(new DeleteDomainPermissionsPolicyCommand({ domain }));
const put = async () => {
  const command = new PutDomainPermissionsPolicyCommand({ domain: 'acme', policyDocument: DOCUMENT });
  return (await client.send(command)).policy;
};
beforeEach(() => client.send(new CreateDomainCommand({ domain: 'acme' })));

describe('serialization', () => {
  test('DOM-091 DOM-092 DOM-093 the policy is answered with its ARN, its text and its revision', async () => {
    const policy = await put();
    const target = '/v1/domain/permissions/policy?domain=acme&domain-owner=000000000000';
    const answer = await callApi(
      emulator,
      'DELETE',
      `${target}&policy-revision=${encodeURIComponent(policy?.revision ?? '')}`,
    );
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

  test.each(['a b', 'r'.repeat(101)])('QUOTA-031 the revision %p is refused', async (policyRevision) => {
    const command = new DeleteDomainPermissionsPolicyCommand({ domain: 'acme', policyRevision });
    expect(await findError(client.send(command))).toEqual(invalidField);
  });
});

describe('functionality', () => {
  test('DOM-098 REAL-016 REAL-018 a domain without a policy', async () => {
    expect(await findError(call('acme'))).toEqual(missingPolicy);
  });

  test('DOM-100 a domain that does not exist', async () => {
    expect(await findError(call('nowhere'))).toEqual(missingDomain('nowhere'));
  });

  test('DOM-099 the policy is gone afterwards', async () => {
    await put();
    await call('acme');
    expect(await findError(client.send(new GetDomainPermissionsPolicyCommand({ domain: 'acme' })))).toEqual(
      missingPolicy,
    );
    expect(await findError(call('acme'))).toEqual(missingPolicy);
  });

  test('DOM-099 only the revision that is named is deleted', async () => {
    const policy = await put();
    const conflict = client.send(
      new DeleteDomainPermissionsPolicyCommand({ domain: 'acme', policyRevision: 'abc=' }),
    );
    expect(await findError(conflict)).toEqual({
      name: 'ConflictException',
      status: 409,
      message: expect.any(String),
      resourceId: 'acme',
      resourceType: 'domain',
    });
    const deleted = await client.send(
      new DeleteDomainPermissionsPolicyCommand({ domain: 'acme', policyRevision: policy?.revision }),
    );
    expect(deleted.policy).toEqual(policy);
  });
});
