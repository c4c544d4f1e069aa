import { Readable } from 'node:stream';
import { GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import { parseEndpointAddress } from '../../src/server/addressing';
import type { HttpRequest } from '../../src/util/http';
import { callApi } from '../support/api';
import { startNpmRepository, type NpmRepository } from '../support/npm-repository';
import { sendHttp } from '../support/raw-http';

let repository: NpmRepository;

beforeAll(async () => {
  repository = await startNpmRepository();
  await repository.publish('@sc/pb', '1.0.0');
  await repository.publish('plain', '1.0.0');
});

afterAll(() => repository.emulator.close());

function get(path: string, host?: string) {
  const headers = { authorization: `Bearer ${repository.token}`, ...(host !== undefined && { host }) };
  return sendHttp(repository.emulator.url, { path, headers });
}

async function getEndpoint(headers: Record<string, string>, url = repository.emulator.url): Promise<unknown> {
  const path = '/v1/repository/endpoint?domain=dom&repository=app&format=npm';
  const { body } = await sendHttp(url, { path, headers });
  return (JSON.parse(body) as { repositoryEndpoint: unknown }).repositoryEndpoint;
}

const BASE = '/npm/d/dom-000000000000/app';

describe('forms of address', () => {
  test.each([
    ['as the endpoint says', `${BASE}/plain`],
    ['NPM-002 with a doubled slash', `${BASE}//plain`],
    ['NPM-002 with many slashes', `${BASE}////plain`],
    ['with a percent-encoded domain', '/npm/d/%64om-000000000000/app/plain'],
    ['with a percent-encoded repository', '/npm/d/dom-000000000000/%61pp/plain'],
    ['NPM-016 with a query', `${BASE}/plain?write=true`],
  ])('REPO-176 path style is recognised %s', async (_title, path) => {
    const answer = await get(path);
    expect([answer.status, (JSON.parse(answer.body) as { name: string }).name]).toEqual([200, 'plain']);
  });

  test.each([
    'dom-000000000000.d.codeartifact.us-east-1.amazonaws.com',
    'dom-000000000000.d.codeartifact.us-east-1.on.aws',
    'dom-000000000000.d.codeartifact.us-east-1.localhost:4680',
    'dom-000000000000.d.codeartifact.us-east-1.my.proxy.example',
    'dom-000000000000.d.codeartifact.us-east-1.LOCALHOST'.toUpperCase(),
  ])('REPO-176 host style is recognised under %s', async (host) => {
    const answer = await get('/npm/app//plain', host);
    expect([answer.status, (JSON.parse(answer.body) as { name: string }).name]).toEqual([200, 'plain']);
  });

  test('REPO-176 path style is recognised on any host, the real one too', async () => {
    expect(
      (await get(`${BASE}/plain`, 'dom-000000000000.d.codeartifact.us-east-1.amazonaws.com')).status,
    ).toBe(200);
    expect((await get(`${BASE}/plain`, 'codeartifact.us-east-1.amazonaws.com')).status).toBe(200);
  });

  test('a client that takes the emulator for a proxy is served', async () => {
    expect((await get(`http://codeartifact.example${BASE}/plain`)).status).toBe(200);
  });

  test('REPO-177 a domain may end in digits and hyphens: the last hyphen splits', () => {
    const http: HttpRequest = {
      ...{
        method: 'GET',
        path: '/npm/d/a-111111111111-000000000000/app/x',
        query: '',
        headers: {},
        rawHeaders: [],
      },
      ...{ scheme: 'http', authority: 'localhost', remoteAddress: '', body: Readable.from([]) },
    };
    expect(parseEndpointAddress(http)).toMatchObject({
      domain: 'a-111111111111',
      domainOwner: '000000000000',
    });
  });

  test('REPO-178 in host style the region of the host name must be the token’s', async () => {
    const answer = await get('/npm/app/plain', 'dom-000000000000.d.codeartifact.eu-west-1.localhost');
    expect(answer.status).toBe(401);
  });

  test('REPO-180 the root without its slash is the root with it', async () => {
    const [without, slash] = [await get(BASE), await get(`${BASE}/`)];
    expect([without.status, without.body]).toEqual([slash.status, slash.body]);
  });

  test('REPO-181 NPM-066 URLs in documents follow the address the client used', async () => {
    const tarballOf = async (path: string, host?: string): Promise<unknown> => {
      const { versions } = JSON.parse((await get(path, host)).body) as {
        versions: Record<string, { dist: { tarball: string } }>;
      };
      return versions['1.0.0']?.dist.tarball;
    };
    expect(await tarballOf(`${BASE}/@sc%2fpb`, 'registry:8080')).toBe(
      `http://registry:8080${BASE}/@sc/pb/-/pb-1.0.0.tgz`,
    );
    const host = 'dom-000000000000.d.codeartifact.us-east-1.localhost:99';
    expect(await tarballOf('/npm/app/@sc%2fpb', host)).toBe(`http://${host}/npm/app/@sc/pb/-/pb-1.0.0.tgz`);
  });

  test.each([
    '/npm/d/dom/app/plain',
    '/npm/app/plain',
    '/NPM/d/dom-000000000000/app/plain',
    '/rpm/d/dom-000000000000/app/x',
  ])('what addresses no repository is nobody’s: %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });
});

describe('GetRepositoryEndpoint', () => {
  test.each(['localhost:4680', '127.0.0.1:4680', 'codeartifact:80', 'registry.example', '[::1]:4680'])(
    'REPO-160 REPO-170 REPO-171 the URL is on the host the caller used: %s',
    async (host) => {
      expect(await getEndpoint({ host })).toBe(`http://${host}/npm/d/dom-000000000000/app/`);
    },
  );

  test('REPO-171 a host name that cannot stand in a URL is replaced by the address itself', async () => {
    expect(await getEndpoint({ host: 'a"b<c>' })).toBe(
      `${repository.emulator.url}/npm/d/dom-000000000000/app/`,
    );
  });

  test('REPO-170 what the SDK is told can be read from', async () => {
    const command = new GetRepositoryEndpointCommand({ domain: 'dom', repository: 'app', format: 'npm' });
    const { repositoryEndpoint = '' } = await repository.client.send(command);
    const answer = await fetch(`${repositoryEndpoint}plain`, {
      headers: { authorization: `Bearer ${repository.token}` },
    });
    expect(answer.status).toBe(200);
  });

  test('REPO-173 REPO-175 the host style names domain, owner and region', async () => {
    const { emulator } = await startNpmRepository({
      endpointStyle: 'host',
      endpointSuffix: 'codeartifact.test',
    });
    const host = { host: 'anything:4680' };
    const expected = 'http://dom-000000000000.d.codeartifact.us-east-1.codeartifact.test:4680/npm/app/';
    expect(await getEndpoint(host, emulator.url)).toBe(expected);
    const query = 'domain=dom&repository=app&format=npm&endpointType=dualstack';
    const { body } = await callApi(emulator, 'GET', `/v1/repository/endpoint?${query}`);
    expect(body['repositoryEndpoint']).toBe(expected.replace('4680', String(emulator.port)));
    await emulator.close();
  });
});
