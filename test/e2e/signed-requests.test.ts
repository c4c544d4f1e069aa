import {
  CodeartifactClient,
  CreateDomainCommand,
  DescribeDomainCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-codeartifact';
import { createEmulator, type Emulator } from '../../src';
import { createAwsCli } from '../support/aws-cli';
import { findError } from '../support/api';
import { describeWithClients } from '../support/clients';
import { runPython } from '../support/python';
import { createSandbox } from '../support/sandbox';

/** Characters of the query and of the body that clients have to encode before they sign. */
const TAGS = [{ key: 'a b/c+d=e', value: 'ümläut ~ @ % &' }];
const ARN = 'arn:aws:codeartifact:us-east-1:000000000000:domain/signed';

const createClient = (credentials: Emulator['credentials']): CodeartifactClient =>
  new CodeartifactClient({ endpoint: emulator.url, region: emulator.region, maxAttempts: 1, credentials });

// The machine's clock and the default limit of the skew: what clients sign must be good as it comes.
let emulator: Emulator;
beforeAll(async () => {
  emulator = await createEmulator({ auth: 'strict' });
  await createClient(emulator.credentials).send(new CreateDomainCommand({ domain: 'signed', tags: TAGS }));
});
afterAll(() => emulator.close());

describe('the JavaScript SDK', () => {
  test('AUTH-001 is let in with the right secret', async () => {
    const client = createClient(emulator.credentials);
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: ARN }));
    expect(tags).toEqual(TAGS);
  });

  test('AUTH-018 is refused with a wrong secret', async () => {
    const client = createClient({ ...emulator.credentials, secretAccessKey: 'wrong' });
    const call = client.send(new DescribeDomainCommand({ domain: 'signed' }));
    expect(await findError(call)).toMatchObject({ name: 'InvalidSignatureException', status: 403 });
  });

  test('AUTH-019 is refused with an unknown key', async () => {
    const client = createClient({ accessKeyId: '111122223333', secretAccessKey: 'any' });
    const call = client.send(new DescribeDomainCommand({ domain: 'signed' }));
    expect(await findError(call)).toMatchObject({ name: 'UnrecognizedClientException', status: 403 });
  });
});

describeWithClients(['python'], 'boto3', (python) => {
  const describeDomain = (secretAccessKey?: string): Promise<unknown> => {
    const options = secretAccessKey === undefined ? {} : { secretAccessKey };
    return runPython(python, 'describe_domain.py', emulator, { domain: 'signed' }, options);
  };

  test('AUTH-001 is let in with the right secret', async () => {
    expect(await describeDomain()).toEqual({ status: 200, code: null });
  });

  test('AUTH-018 is refused with a wrong secret', async () => {
    expect(await describeDomain('wrong')).toEqual({ status: 403, code: 'InvalidSignatureException' });
  });
});

describeWithClients(['aws'], 'the AWS CLI', (path) => {
  const listTags = async (secretAccessKey: string) => {
    const sandbox = await createSandbox();
    const aws = createAwsCli(path, emulator, sandbox, { secretAccessKey });
    const result = await aws.run(['list-tags-for-resource', '--resource-arn', ARN]);
    await sandbox.remove();
    return result;
  };

  test('AUTH-001, AUTH-006 is let in with the right secret', async () => {
    const { stdout } = await listTags(emulator.credentials.secretAccessKey);
    expect(JSON.parse(stdout)).toEqual({ tags: TAGS });
  });

  test('AUTH-018 is refused with a wrong secret', async () => {
    const { code, stderr } = await listTags('wrong');
    expect(code).not.toBe(0);
    expect(stderr).toContain('(InvalidSignatureException)');
  });
});
