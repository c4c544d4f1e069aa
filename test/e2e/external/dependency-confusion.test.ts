import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreatePackageGroupCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageGroupOriginConfigurationCommand,
  type AllowPublish,
  type AllowUpstream,
  type PackageGroupOriginRestrictionMode as Mode,
} from '@aws-sdk/client-codeartifact';
import { describeWithClients } from '../../support/clients';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../../support/fake-npm-registry';
import { createNpmPackage, publishNpmPackage } from '../../support/npm-package';
import { expectSuccess, type RunResult } from '../../support/sandbox';
import { createExternalWorld, DOMAIN, readInstalled, type ExternalWorld } from './world';

/** The scenarios of the guide's chapters about origin controls, with npm and one repository that has the connection. */
describeWithClients(['npm'], 'dependency confusion', (path) => {
  let registry: FakeNpmRegistry;
  let world: ExternalWorld;
  beforeEach(async () => {
    registry = await startFakeNpmRegistry();
    world = await createExternalWorld(path, { source: registry.url, chain: ['my-repo'] });
  });
  afterEach(async () => {
    await world.close();
    await registry.close();
  });

  const releasePublicly = async (name: string, version: string): Promise<void> =>
    registry.add(await createNpmPackage(name, version, { files: { 'origin.txt': 'public' } }));
  const publish = async (name: string, version: string): Promise<RunResult> => {
    const folder = await world.sandbox.folder(`source-${name.replace('/', '-')}-${version}`);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version }));
    await writeFile(join(folder, 'origin.txt'), 'internal');
    // Without a tag npm refuses to publish what is older than the latest.
    return world.npm(folder, 'publish', '--tag', 'latest');
  };
  /** As `publish` without npm, and gives the status. */
  const upload = async (name: string, version: string): Promise<number> => {
    const pkg = await createNpmPackage(name, version, { files: { 'origin.txt': 'internal' } });
    const endpoint = world.emulator.endpoint(DOMAIN, 'my-repo');
    return (await publishNpmPackage(endpoint, await world.emulator.token(DOMAIN), pkg)).status;
  };
  /** What npm installs at once into an empty project, from an empty cache: version and origin; or how it fails. */
  const installAll = async (...specs: readonly string[]): Promise<readonly string[] | string> => {
    await world.sandbox.clearCaches();
    const project = await world.sandbox.folder(`project-${(projects += 1)}`);
    await writeFile(join(project, 'package.json'), '{}');
    const { code, output } = await world.npm(project, 'install', ...specs);
    if (code !== 0) return /npm error code (\S+)/.exec(output)?.[1] ?? output;
    const installed = specs.map(async (spec) => {
      const name = spec.replace(/(?<=.)@.*$/, '');
      const manifest = JSON.parse(String(await readInstalled(project, name, 'package.json'))) as {
        version: string;
      }; // npm installed it
      return `${manifest.version} ${String(await readInstalled(project, name, 'origin.txt'))}`;
    });
    return Promise.all(installed);
  };
  const install = async (spec: string): Promise<string> => [await installAll(spec)].flat().join();
  let projects = 0;
  const listVersions = async (name: string): Promise<unknown> => {
    const view = expectSuccess(await world.npm(world.sandbox.home, 'view', name, 'versions', '--json'));
    return JSON.parse(view.stdout);
  };
  const setOrigin = (name: string, publishing: AllowPublish, upstream: AllowUpstream) =>
    world.emulator.client().send(
      new PutPackageOriginConfigurationCommand({
        ...{ domain: DOMAIN, repository: 'my-repo', format: 'npm', package: name },
        restrictions: { publish: publishing, upstream },
      }),
    );
  const setGroup = async (pattern: string, PUBLISH: Mode, EXTERNAL_UPSTREAM: Mode): Promise<void> => {
    const sdk = world.emulator.client();
    const group = { domain: DOMAIN, packageGroup: pattern };
    if (pattern !== '/*') await sdk.send(new CreatePackageGroupCommand(group));
    const restrictions = { PUBLISH, EXTERNAL_UPSTREAM, INTERNAL_UPSTREAM: 'ALLOW' as const };
    await sdk.send(new UpdatePackageGroupOriginConfigurationCommand({ ...group, restrictions }));
  };
  const refusal = {
    code: 1,
    output: expect.stringMatching(
      /npm error 403.*This package is configured to block new versions/,
    ) as string,
  };

  test('ORIG-049 UP-112 a public version of an internal package is neither listed nor installed', async () => {
    expect(await upload('package-a', '1.1.0')).toBe(200);
    expectSuccess(await publish('package-a', '2.1.0'));
    await releasePublicly('package-a', '3.0.0');
    expect(await listVersions('package-a')).toEqual(['1.1.0', '2.1.0']);
    expect(await install('package-a')).toBe('2.1.0 internal');
    expect(await install('package-a@>=3')).toBe('ETARGET');
    // An attacker's lock file names the tarball itself.
    const tarball = `${world.emulator.endpoint(DOMAIN, 'my-repo')}/package-a/-/package-a-3.0.0.tgz`;
    const headers = { authorization: `Bearer ${await world.emulator.token(DOMAIN)}` };
    expect((await fetch(tarball, { headers })).status).toBe(404);
    expect(await world.listStored('my-repo')).toEqual(['package-a@1.1.0', 'package-a@2.1.0']);

    await setOrigin('package-a', 'ALLOW', 'ALLOW');
    expect(await listVersions('package-a')).toEqual(['1.1.0', '2.1.0', '3.0.0']);
    expect(await install('package-a@3.0.0')).toBe('3.0.0 public');
  });

  test('ORIG-050 UP-120 an ingested package is not published, until its controls are turned round', async () => {
    await releasePublicly('package-b', '3.0.0');
    expect(await install('package-b')).toBe('3.0.0 public');
    expect(await publish('package-b', '1.2.0')).toMatchObject(refusal);

    await setOrigin('package-b', 'ALLOW', 'BLOCK');
    expectSuccess(await publish('package-b', '1.2.0'));
    await releasePublicly('package-b', '3.1.0');
    expect(await listVersions('package-b')).toEqual(['1.2.0', '3.0.0']);
    expect(await install('package-b@3.0.0')).toBe('3.0.0 public');

    await setOrigin('package-b', 'BLOCK', 'ALLOW');
    expect(await install('package-b@3.1.0')).toBe('3.1.0 public');
    expect(await publish('package-b', '1.3.0')).toMatchObject(refusal);
    expect(await install('package-b@1.2.0')).toBe('1.2.0 internal');
  });

  test('PG-700 UP-108 UP-109 private names are published and never ingested, all others the other way', async () => {
    await setGroup('/*', 'BLOCK', 'ALLOW');
    await setGroup('/npm/space/anycompany~', 'ALLOW', 'BLOCK');
    const names = ['@space/anycompany-ui', '@space/other', 'lodash', '@space/AnyCompany-ui'];
    for (const name of [...names, '@space/anycompanyx']) await releasePublicly(name, '9.0.0');

    expect(await install('@space/anycompany-ui')).toBe('E404');
    expectSuccess(await publish('@space/anycompany-ui', '1.0.0'));
    expect(await install('@space/anycompany-ui')).toBe('1.0.0 internal');
    const others = ['@space/other', 'lodash', '@space/anycompanyx'];
    expect(await publish('@space/anycompanyx', '1.0.0')).toMatchObject(refusal);
    for (const name of others) expect([name, await upload(name, '1.0.0')]).toEqual([name, 403]);
    expect(await installAll(...others)).toEqual(others.map(() => '9.0.0 public'));
    expect(await install('@space/AnyCompany-ui')).toBe('E404');
  });

  test('PG-702 of one exact name versions are published, of all others they are ingested', async () => {
    await setGroup('/npm/*', 'BLOCK', 'ALLOW');
    await setGroup('/npm//anycompany-spicy-client$', 'ALLOW', 'BLOCK');
    for (const name of ['anycompany-spicy-client', 'AnyCompany-spicy-client', 'left-pad']) {
      await releasePublicly(name, '9.0.0');
    }
    expect(await install('anycompany-spicy-client')).toBe('E404');
    expectSuccess(await publish('anycompany-spicy-client', '1.0.0'));
    expect(await publish('left-pad', '1.0.0')).toMatchObject(refusal);
    expect(await installAll('anycompany-spicy-client', 'left-pad')).toEqual([
      '1.0.0 internal',
      '9.0.0 public',
    ]);
    expect(await install('AnyCompany-spicy-client')).toBe('E404');
  });
});
