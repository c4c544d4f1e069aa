import {
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetRepositoryEndpointCommand,
  type CodeartifactClient,
  type GetRepositoryEndpointCommandInput,
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

const acme = { domain: 'acme', repository: 'store' };
const FORMATS = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const;
const endpoint = (input: Partial<GetRepositoryEndpointCommandInput> = {}) =>
  client.send(new GetRepositoryEndpointCommand({ ...acme, format: 'npm', ...input }));
beforeEach(async () => {
  await client.send(new CreateDomainCommand({ domain: 'acme' }));
  await client.send(new CreateRepositoryCommand(acme));
});

describe('serialization', () => {
  test('REPO-160 REPO-170 the answer is one URL in path style', async () => {
    const target =
      '/v1/repository/endpoint?domain=acme&domain-owner=000000000000&repository=store&format=npm';
    const answer = await callApi(emulator, 'GET', `${target}&endpointType=ipv4`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ repositoryEndpoint: `${emulator.url}/npm/d/acme-000000000000/store/` });
  });
});

describe('validation', () => {
  test.each(['', '&format=', '&format=NPM', '&format=python'])(
    'REPO-161 the query %p is refused',
    async (query) => {
      const answer = await callApi(
        emulator,
        'GET',
        `/v1/repository/endpoint?domain=acme&repository=store${query}`,
      );
      expect(answer).toMatchObject({ status: 400, errorType: 'ValidationException' });
    },
  );

  test.each(['ipv6', 'IPV4'])('REPO-163 the endpoint type %s is refused', async (type) => {
    const target = `/v1/repository/endpoint?domain=acme&repository=store&format=npm&endpointType=${type}`;
    expect(await callApi(emulator, 'GET', target)).toMatchObject({
      status: 400,
      errorType: 'ValidationException',
    });
  });

  test.each([{ repository: '_bad' }, { domain: 'my_domain' }, { domainOwner: '12' }])(
    'REPO-002 REPO-003 REPO-010 %p is refused',
    async (input) => {
      expect(await findError(endpoint(input))).toEqual(invalidField);
    },
  );
});

describe('functionality', () => {
  test.each(FORMATS)(
    'REPO-162 REPO-160 %s has an endpoint, whatever the repository holds',
    async (format) => {
      const { repositoryEndpoint } = await endpoint({ format });
      expect(repositoryEndpoint).toBe(`${emulator.url}/${format}/d/acme-000000000000/store/`);
    },
  );

  test('REPO-163 REPO-175 both endpoint types are the same address', async () => {
    const { repositoryEndpoint } = await endpoint();
    for (const endpointType of ['ipv4', 'dualstack'] as const) {
      expect((await endpoint({ endpointType })).repositoryEndpoint).toBe(repositoryEndpoint);
    }
  });

  test('REPO-171 the address is the one that the caller used', async () => {
    const target = '/v1/repository/endpoint?domain=acme&repository=store&format=pypi';
    const answer = await callApi({ url: `http://localhost:${emulator.port}` }, 'GET', target);
    expect(answer.body).toEqual({
      repositoryEndpoint: `http://localhost:${emulator.port}/pypi/d/acme-000000000000/store/`,
    });
  });

  test('DOM-135 the owner of the domain is in it, whoever asks', async () => {
    const command = new GetRepositoryEndpointCommand({ ...acme, domainOwner: '000000000000', format: 'npm' });
    const { repositoryEndpoint } = await emulator.client({ account: '111122223333' }).send(command);
    expect(repositoryEndpoint).toBe(`${emulator.url}/npm/d/acme-000000000000/store/`);
  });

  test('REPO-173 host style puts domain and owner into the host name', async () => {
    const other = await startEmulator({ endpointStyle: 'host', endpointSuffix: 'example.test' });
    try {
      const there = other.client();
      await there.send(new CreateDomainCommand({ domain: 'acme' }));
      await there.send(new CreateRepositoryCommand(acme));
      const { repositoryEndpoint } = await there.send(
        new GetRepositoryEndpointCommand({ ...acme, format: 'npm', endpointType: 'dualstack' }),
      );
      expect(repositoryEndpoint).toBe(
        `http://acme-000000000000.d.codeartifact.us-east-1.example.test:${other.port}/npm/store/`,
      );
    } finally {
      await other.close();
    }
  });

  test('REPO-164 what does not exist has no endpoint', async () => {
    expect(await findError(endpoint({ repository: 'nowhere' }))).toEqual(
      missingRepository('acme', 'nowhere'),
    );
    expect(await findError(endpoint({ domain: 'nowhere' }))).toEqual(missingDomain('nowhere'));
  });
});
