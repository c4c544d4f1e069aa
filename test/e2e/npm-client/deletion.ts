import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeletePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { expectSuccess } from '../../support/sandbox';
import { DOMAIN, REPOSITORY, type NpmWorld } from './world';

/** Step 2 of T3 of docs/behaviours/formats/npm.md section 16: what the API deletes, npm can publish anew. */
export function declareDeletionTests(getWorld: () => NpmWorld): void {
  test('NPM-288, DEL-004 a deleted version is gone and may come back with other content', async () => {
    const world = getWorld();
    for (const version of ['1.0.0', '1.1.0']) await world.upload('pa', { name: 'deleted', version });
    const target = { domain: DOMAIN, repository: REPOSITORY, format: 'npm', package: 'deleted' } as const;
    const command = new DeletePackageVersionsCommand({ ...target, versions: ['1.0.0'] });
    await world.emulator.client().send(command);

    const { home } = world.sandbox;
    const viewed = expectSuccess(await world.run(home, ['view', 'deleted', 'versions', '--json']));
    expect([JSON.parse(viewed.stdout)].flat()).toEqual(['1.1.0']);
    const project = await world.project('deleted');
    const refused = await world.run(project, ['install', 'deleted@1.0.0']);
    expect([refused.code, refused.output]).toEqual([1, expect.stringMatching(/ETARGET/)]);

    // An older version than the one that is there: npm wants to be told its tag.
    await world.publish('pa', { name: 'deleted', version: '1.0.0', description: 'Anew' }, 'again');
    await world.sandbox.clearCaches();
    expectSuccess(await world.run(project, ['install', 'deleted@1.0.0']));
    const manifest = await readFile(join(project, 'node_modules', 'deleted', 'package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ version: '1.0.0', description: 'Anew' });
  });
}
