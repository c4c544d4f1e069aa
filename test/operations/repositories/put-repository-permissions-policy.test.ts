import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetRepositoryPermissionsPolicyCommand,
  PutRepositoryPermissionsPolicyCommand,
  type CodeartifactClient,
} from '@aws-sdk/client-codeartifact';
import { callApi, findError, missingDomain, missingRepository, refused } from '../../support/api';
import { startEmulator, type TestEmulator } from '../../support/emulator';

let emulator: TestEmulator;
let client: CodeartifactClient;
beforeAll(async () => {
  emulator = await startEmulator();
  client = emulator.client();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const ARN = 'arn:aws:codeartifact:us-east-1:000000000000:repository/acme/store';
const ALLOW =
  '{ "Version": "2012-10-17",\n "Statement": [{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}] }';
const DENY = ALLOW.replace('Allow', 'Deny');
const acme = { domain: 'acme', repository: 'store' };
const put = (policyDocument: string, policyRevision?: string) =>
  client.send(new PutRepositoryPermissionsPolicyCommand({ ...acme, policyDocument, policyRevision }));
const get = () => client.send(new GetRepositoryPermissionsPolicyCommand(acme));
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand(acme));
});

describe('serialization', () => {
  test('REPO-013 REPO-200 REPO-201 REPO-203 the policy is answered with its ARN, its text and a revision', async () => {
    const target = '/v1/repository/permissions/policy?domain=acme&domain-owner=000000000000&repository=store';
    const answer = await callApi(emulator, 'PUT', target, { policyDocument: ALLOW });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      policy: { resourceArn: ARN, document: ALLOW, revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) },
    });
  });
});

describe('validation', () => {
  test.each(['', 'x'.repeat(7169)])('REPO-211 the text %# breaks a constraint', async (policyDocument) => {
    const target = '/v1/repository/permissions/policy?domain=acme&repository=store';
    const answer = await callApi(emulator, 'PUT', target, { policyDocument });
    expect(answer.status).toBe(400);
    expect(answer.body.reason).toBe('FIELD_VALIDATION_FAILED');
  });

  test('REPO-211 a missing policy document is refused', async () => {
    const target = '/v1/repository/permissions/policy?domain=acme&repository=store';
    expect((await callApi(emulator, 'PUT', target, {})).status).toBe(400);
  });

  test('REPO-211 IAM-062 what is not JSON is refused, and nothing is stored', async () => {
    expect(await findError(put('not json'))).toEqual({ ...refused, reason: 'CANNOT_PARSE' });
    expect(await findError(get())).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each(['[]', '{}', ALLOW.replace('Allow', 'Maybe'), ALLOW.replace('"Principal":"*",', '')])(
    'REPO-211 IAM-062 %s is refused, and nothing is stored',
    async (text) => {
      expect(await findError(put(text))).toEqual(refused);
      expect(await findError(get())).toMatchObject({ name: 'ResourceNotFoundException' });
    },
  );
});

describe('functionality', () => {
  test('REPO-202 REPO-203 REPO-209 every Put replaces the whole policy and has a new revision', async () => {
    const { policy: first } = await put(ALLOW);
    const { policy: second } = await put(ALLOW);
    expect(second?.revision).not.toBe(first?.revision);
    const { policy: third } = await put(DENY);
    expect((await get()).policy).toEqual({ resourceArn: ARN, document: DENY, revision: third?.revision });
  });

  test('REPO-207 the present revision may be named, an older one is a conflict that changes nothing', async () => {
    const { policy: first } = await put(ALLOW);
    const { policy: second } = await put(ALLOW, first?.revision);
    expect(await findError(put(DENY, first?.revision))).toEqual({
      name: 'ConflictException',
      status: 409,
      message: expect.any(String),
      resourceId: 'store',
      resourceType: 'repository',
    });
    expect((await get()).policy).toEqual(second);
  });

  test('REPO-208 a revision is a conflict when there is no policy', async () => {
    expect(await findError(put(ALLOW, 'abc='))).toMatchObject({ name: 'ConflictException', status: 409 });
  });

  test('REPO-212 REPO-219 resources and principals in every form are accepted', async () => {
    const Resource = [ARN, 'arn:aws:codeartifact:us-east-1:000000000000:package/acme/store/npm//*'];
    const AWS = ['arn:aws:iam::123456789012:root', '123456789012', 'arn:aws:iam::123456789012:user/bob'];
    const statement = {
      Effect: 'Allow',
      Action: 'codeartifact:PublishPackageVersion',
      Principal: { AWS },
      Resource,
    };
    const document = JSON.stringify({ Statement: [statement] });
    expect((await put(document)).policy?.document).toBe(document);
  });

  test.each([
    ['acme', 'nowhere', missingRepository('acme', 'nowhere')],
    ['nowhere', 'store', missingDomain('nowhere')],
  ])('REPO-218 %s/%s does not exist', async (domain, repository, error) => {
    const command = new PutRepositoryPermissionsPolicyCommand({ domain, repository, policyDocument: ALLOW });
    expect(await findError(client.send(command))).toEqual(error);
  });
});
