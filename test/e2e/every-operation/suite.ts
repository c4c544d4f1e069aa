import { AssociateExternalConnectionCommand } from '@aws-sdk/client-codeartifact';
import { startFakeNpmRegistry, type FakeNpmRegistry } from '../../support/fake-npm-registry';
import { createNpmPackage } from '../../support/npm-package';
import { startNpmRepository, type NpmRepository } from '../../support/npm-repository';
import { CANNOT_OCCUR } from './cannot-occur';
import { findUnseenMembers } from './members';
import type { Outcome } from './step';
import { STEPS } from './steps';

/** An emulator in the state in which the steps begin; equal for every client. */
export async function startForSteps(): Promise<NpmRepository> {
  const registry = await startFakeNpmRegistry();
  const repository = await startNpmRepository({ external: { 'public:npmjs': registry.url } });
  await retainPublicPackage(repository, registry);
  await registry.close();
  await repository.publish('@sc/pa', '1.0.0');
  await repository.publish('@sc/pb', '1.0.0');
  await repository.publish('@sc/pb', '1.1.0', {
    manifest: {
      description: 'Depends on pa',
      homepage: 'https://example.com/pb',
      repository: { type: 'git', url: 'git+https://example.com/pb.git' },
      license: { type: 'MIT', url: 'https://example.com/licence' },
      readme: '# pb\n\nReäd me.\n',
      dependencies: { '@sc/pa': '^1.0.0' },
      peerDependencies: { host: '>=3' },
    },
  });
  // One dependency more than a page holds.
  const names = Array.from({ length: 1001 }, (_, index) => [`d${index}`, '*'] as const);
  await repository.publish('@sc/many', '1.0.0', { manifest: { dependencies: Object.fromEntries(names) } });
  return repository;
}

/** Has `pub` 1.0.0 come into the repository `other` from the registry behind its external connection. */
async function retainPublicPackage(
  { client, emulator, token }: NpmRepository,
  registry: FakeNpmRegistry,
): Promise<void> {
  registry.add(await createNpmPackage('pub', '1.0.0'));
  const connection = { domain: 'dom', repository: 'other', externalConnection: 'public:npmjs' };
  await client.send(new AssociateExternalConnectionCommand(connection));
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${emulator.endpoint('dom', 'other')}/pub/-/pub-1.0.0.tgz`, { headers });
  if (answer.status !== 200) throw new Error(`pub: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** Declares what must hold of the outcomes whichever client brought them about. */
export function declareOutcomeTests(getOutcomes: () => readonly Outcome[]): void {
  const titled = STEPS.map((step, index) => [index, step.operation, step] as const);

  test.each(titled)('step %i: %s', (index, operation, { output, error }) => {
    const outcome = getOutcomes()[index];
    expect(outcome?.operation).toBe(operation);
    if (error) {
      const [code, status] = error;
      expect(outcome?.error).toEqual({ code, status, message: expect.stringMatching(/\S/) });
    } else {
      expect(outcome?.error).toBeUndefined();
      expect(outcome?.output).toMatchObject(output ?? {});
    }
  });

  test.each([...new Set(STEPS.map(({ operation }) => operation))].sort())(
    '%s: every member of the model was sent and read back',
    (operation) => {
      const unseen = findUnseenMembers(operation, getOutcomes()).map((member) => `${operation} ${member}`);
      const excused = Object.keys(CANNOT_OCCUR).filter((member) => member.startsWith(`${operation} `));
      expect(unseen.toSorted()).toEqual(excused.toSorted());
    },
  );
}
