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

const PAGED = {
  ListDomains: { input: {}, members: 'domains' },
  ListRepositories: { input: {}, members: 'repositories' },
  ListRepositoriesInDomain: { input: { domain: 'dom' }, members: 'repositories' },
  ListPackages: { input: { domain: 'dom', repository: 'app' }, members: 'packages' },
  ListPackageVersions: {
    input: { domain: 'dom', repository: 'app', format: 'npm', namespace: 'sc', package: 'pb' },
    members: 'versions',
  },
  ListPackageVersionAssets: {
    input: {
      ...{ domain: 'dom', repository: 'app', format: 'npm', namespace: 'sc', package: 'pb' },
      packageVersion: '1.0.0',
    },
    members: 'assets',
  },
};

describeWithClients(['python'], 'paginators of boto3', (python) => {
  test('REAL-067, PKG-029 give every item, one a page', async () => {
    const { emulator } = await startForSteps();
    const answers = await runPython(python, 'paginate.py', emulator, PAGED);
    await emulator.close();
    const toPage = (name: string): object => expect.objectContaining({ name });
    const toPackage = (name: string): object => expect.objectContaining({ package: name });
    expect(answers).toEqual({
      ListDomains: { pages: 1, items: [toPage('dom')] },
      ListRepositories: { pages: 2, items: [toPage('app'), toPage('other')] },
      ListRepositoriesInDomain: { pages: 2, items: [toPage('app'), toPage('other')] },
      ListPackages: { pages: 2, items: [toPackage('pa'), toPackage('pb')] },
      ListPackageVersions: { pages: 2, items: [expect.anything(), expect.anything()] },
      ListPackageVersionAssets: { pages: 1, items: [toPage('package.tgz')] },
    });
  });
});
