import {
  GetPackageVersionReadmeCommand,
  type GetPackageVersionReadmeCommandInput,
} from '@aws-sdk/client-codeartifact';
import { createNpmPackage, publishNpmPackage } from '../../support/npm-package';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeAll(async () => {
  npm = await startNpmRepository();
});
afterAll(() => npm.emulator.close());

const send = (input: Partial<GetPackageVersionReadmeCommandInput> = {}) =>
  npm.client.send(
    new GetPackageVersionReadmeCommand({
      ...REPOSITORY,
      format: 'npm',
      package: 'pa',
      packageVersion: '1.0.0',
      ...input,
    }),
  );
const readmeOf = async (name: string) => (await send({ package: name })).readme;

describe('serialization', () => {
  test('VER-300 the raw text', async () => {
    await npm.publish('@sc/pb', '1.0.0', { manifest: { readme: '# <pb>\n' } });
    const output = await send({ namespace: 'sc', package: 'pb' });
    expect(output).toEqual({
      $metadata: expect.anything(),
      format: 'npm',
      namespace: 'sc',
      package: 'pb',
      version: '1.0.0',
      versionRevision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      readme: '# <pb>\n',
    });
  });
});

describe('validation', () => {
  test('PKG-002 no namespace where one is needed', async () => {
    await expect(send({ format: 'maven' })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('functionality', () => {
  test('VER-303 from the top of the publish document', async () => {
    const built = await createNpmPackage('at-top', '1.0.0', { files: { 'README.md': 'in the tarball' } });
    await publishNpmPackage(npm.endpoint, npm.token, {
      name: built.name,
      document: Object.assign(built.document, { readme: 'at the top' }),
    });
    expect(await readmeOf('at-top')).toBe('at the top');
  });

  test.each(['README.md', 'readme', 'ReadMe.markdown'])('VER-303 from %s in the tarball', async (file) => {
    const name = `from-${file.toLowerCase()}`;
    await npm.publish(name, '1.0.0', {
      files: { 'lib/README.md': 'not this', [file]: '# from the tarball' },
      manifest: { readme: 'ERROR: No README data found!' },
    });
    expect(await readmeOf(name)).toBe('# from the tarball');
  });

  test('VER-302, NPM-105 none, also when the tarball is no archive', async () => {
    const { document, name } = await createNpmPackage('none', '1.0.0');
    const data = Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4]);
    document.versions = { '1.0.0': { name, version: '1.0.0' } };
    document._attachments = {
      'none-1.0.0.tgz': { content_type: 'x', data: data.toString('base64'), length: data.length },
    };
    expect((await publishNpmPackage(npm.endpoint, npm.token, { name, document })).status).toBe(200);
    await expect(readmeOf('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
    });
  });
});
