import { startNpmRepository, type NpmRepository } from '../../support/npm-repository';
import { CANNOT_OCCUR } from './cannot-occur';
import { findUnseenMembers } from './members';
import type { Outcome } from './step';
import { STEPS } from './steps';

/** An emulator in the state in which the steps begin; equal for every client. */
export async function startForSteps(): Promise<NpmRepository> {
  const repository = await startNpmRepository();
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
