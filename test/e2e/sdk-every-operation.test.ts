import { runWithSdk } from './every-operation/sdk-driver';
import type { Outcome } from './every-operation/step';
import { STEPS } from './every-operation/steps';
import { declareOutcomeTests, startForSteps } from './every-operation/suite';

let outcomes: readonly Outcome[] = [];
beforeAll(async () => {
  const { emulator, client } = await startForSteps();
  outcomes = await runWithSdk(client, STEPS);
  await emulator.close();
});

declareOutcomeTests(() => outcomes);

test('the steps call all 48 operations, each in success and in failure', () => {
  const failing = new Set(STEPS.flatMap(({ operation, error }) => (error ? [operation] : [])));
  const succeeding = new Set(STEPS.flatMap(({ operation, error }) => (error ? [] : [operation])));
  expect(succeeding.size).toBe(48);
  expect([...succeeding].filter((operation) => !failing.has(operation))).toEqual([]);
});
