import { runWithSdk } from '../e2e/every-operation/sdk-driver';
import type { Outcome } from '../e2e/every-operation/step';
import { STEPS } from '../e2e/every-operation/steps';
import { declareOutcomeTests, startForSteps } from '../e2e/every-operation/suite';
import { describeWithClients } from '../support/clients';
import { runPython } from '../support/python';

describeWithClients(['python'], 'boto3', (python) => {
  let outcomes: readonly Outcome[] = [];
  let viaSdk: readonly Outcome[] = [];

  beforeAll(async () => {
    const one = await startForSteps();
    outcomes = (await runPython(python, 'every_operation.py', one.emulator, STEPS)) as Outcome[];
    await one.emulator.close();
    const other = await startForSteps();
    viaSdk = await runWithSdk(other.client, STEPS);
    await other.emulator.close();
  });

  declareOutcomeTests(() => outcomes);

  test('reads the same from the same calls as the JavaScript SDK', () => {
    // The two emulators differ in their port alone.
    const withoutPort = (all: readonly Outcome[]): unknown =>
      JSON.parse(JSON.stringify(all).replace(/127\.0\.0\.1:\d+/g, 'emulator'));
    expect(withoutPort(outcomes)).toEqual(withoutPort(viaSdk));
  });
});
