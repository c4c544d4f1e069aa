import { mutateText } from '../hostile/mutate';
import { createRandom } from '../hostile/random';
import { addToCorpus, readCorpus } from './corpus';
import { startCoverageGuide } from './coverage-guide';
import type { FuzzTarget } from './target';
import { createTargets } from './targets';

/** Seconds for each target; none in a plain run, which only tries what is kept and some damage to it. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 0);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20260304);
const TRIES = 400;
const MAX_BYTES = 20_000;

const NAMES = [
  ...[
    'zip',
    'tar',
    'tar-gz',
    'xml',
    'maven-documents',
    'maven-paths',
    'nuspec',
    'core-metadata',
    'pypi-pages',
  ],
  ...['pypi-file-names', 'npm-publish-document', 'npm-public-document', 'npm-versions', 'maven-versions'],
  ...['nuget-versions', 'pypi-versions', 'cargo-publish', 'cargo-metadata', 'cargo-index', 'cargo-toml'],
  ...['swift-metadata', 'swift-manifests', 'swift-versions', 'swift-requests', 'transfer-encoding'],
  ...['group-pattern', 'policy', 'sigv4', 'multipart', 'texts'],
  ...['policy-decisions', 'sts-queries', 'session-tokens'],
  ...['ruby-gemspec', 'ruby-marshal', 'ruby-info'],
];
let targets: ReadonlyMap<string, FuzzTarget>;
beforeAll(async () => {
  targets = new Map((await createTargets()).map((target) => [target.name, target]));
});

/** Runs an input; a defect is kept, so that it is tried in every run from then on. */
async function attempt(target: FuzzTarget, input: Buffer): Promise<void> {
  try {
    await target.run(input);
  } catch (error) {
    if (SECONDS > 0) addToCorpus(target.name, input);
    throw new Error(`${target.name}: ${JSON.stringify(input.toString('latin1').slice(0, 300))}`, {
      cause: error,
    });
  }
}

test('every reader has a target, and every target a test', () => {
  expect([...targets.keys()].sort()).toEqual([...NAMES].sort());
});

test.each(NAMES)(
  '%s: bad input is told from good, and nothing else happens',
  async (name) => {
    const target = targets.get(name);
    if (!target) throw new Error(`there is no target ${name}`);
    const random = createRandom(SEED);
    const corpus = [...target.seeds.map((seed) => Buffer.from(seed)), ...readCorpus(name)];
    for (const input of corpus) await attempt(target, input);
    const next = (): Buffer =>
      mutateText(random, random.pick(corpus).toString('latin1')).subarray(0, MAX_BYTES);
    if (SECONDS === 0) {
      for (let tries = 0; tries < TRIES; tries++) await attempt(target, next());
      return;
    }
    const guide = await startCoverageGuide();
    const end = Date.now() + SECONDS * 1000;
    while (Date.now() < end) {
      const input = next();
      await attempt(target, input);
      if (!(await guide.hasNew())) continue;
      corpus.push(input);
      addToCorpus(name, input);
    }
    await guide.stop();
  },
  SECONDS * 1000 + 60_000,
);
