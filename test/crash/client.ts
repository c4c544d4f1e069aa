import { createHash } from 'node:crypto';
import type { Random } from '../hostile/random';
import { createNpmPackage, publishNpmPackage } from '../support/npm-package';
import type { Entry, Ledger, Place } from './ledger';

/** Where the clients work, and with what. */
export interface CrashTarget {
  readonly url: string;
  readonly token: string;
}

export const DOMAIN = 'dom';
const NAMESPACE = 'ns';
// Long enough that the journal is turned into a snapshot now and then.
const README = 'An entirely average package. '.repeat(700);

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The query that names a version. */
export function toQuery({ repository, format, package: name, version }: Place): string {
  const namespace = format === 'generic' ? `&namespace=${NAMESPACE}` : '';
  return `domain=${DOMAIN}&repository=${repository}&format=${format}${namespace}&package=${name}&version=${version}`;
}

/** One client, which has packages of its own; it makes one change after the other until the emulator is gone. */
export async function runClient(
  name: string,
  random: Random,
  ledger: Ledger,
  target: CrashTarget,
): Promise<void> {
  const mine = ledger.entries.filter(({ place }) => place.package === name);
  let version = mine.length;
  const steps: (() => Promise<void>)[] = [
    publishGeneric,
    publishGeneric,
    publishNpm,
    copy,
    () => change('dispose', 'Disposed'),
    () => change('delete', 'absent'),
  ];

  async function publishGeneric(): Promise<void> {
    const content = random.bytes(1 + random.int(random.chance(0.1) ? 200_000 : 2000));
    const place: Place = { repository: 'app', format: 'generic', package: name, version: `1.0.${version++}` };
    const entry = ledger.add({ place, asset: 'a.bin', sha256: sha256Of(content) });
    mine.push(entry);
    await ledger.change(entry, 'Published', async () => {
      const path = `/v1/package/version/publish?${toQuery(place)}&asset=a.bin`;
      const headers = { 'x-amz-content-sha256': entry.sha256 };
      await expectOk(
        await fetch(target.url + path, { method: 'POST', headers, body: new Uint8Array(content) }),
      );
    });
  }

  async function publishNpm(): Promise<void> {
    const built = await createNpmPackage(name, `1.0.${version++}`, { files: { 'README.md': README } });
    const place: Place = { repository: 'app', format: 'npm', package: name, version: built.version };
    const entry = ledger.add({ place, asset: 'package.tgz', sha256: sha256Of(built.tarball) });
    mine.push(entry);
    const endpoint = `${target.url}/npm/d/${DOMAIN}-000000000000/app`;
    await ledger.change(entry, 'Published', async () => {
      await expectOk(await publishNpmPackage(endpoint, target.token, built));
    });
  }

  async function copy(): Promise<void> {
    const source = pick((entry) => entry.place.repository === 'app');
    if (!source) return;
    const place = { ...source.place, repository: 'other' };
    if (mine.some((entry) => toQuery(entry.place) === toQuery(place))) return;
    const entry = ledger.add({ ...source, place });
    mine.push(entry);
    const repositories = `&source-repository=app&destination-repository=other`;
    await ledger.change(entry, 'Published', () => call('copy', place, repositories));
  }

  async function change(action: 'dispose' | 'delete', to: 'Disposed' | 'absent'): Promise<void> {
    const entry = random.chance(0.5) ? pick(() => true) : undefined;
    if (entry) await ledger.change(entry, to, () => call(action, entry.place));
  }

  function pick(matches: (entry: Entry) => boolean): Entry | undefined {
    const published = mine.filter((entry) => entry.possible.join() === 'Published' && matches(entry));
    return published.length === 0 ? undefined : random.pick(published);
  }

  async function call(action: string, place: Place, more = ''): Promise<void> {
    const answer = await fetch(`${target.url}/v1/package/versions/${action}?${toQuery(place)}${more}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ versions: [place.version] }),
    });
    const body = (await expectOk(answer)) as { successfulVersions?: Record<string, unknown> };
    if (!body.successfulVersions?.[place.version]) throw new Unexpected(`${action}: ${JSON.stringify(body)}`);
  }

  try {
    for (;;) await random.pick(steps)();
  } catch (error) {
    // What fetch throws is the emulator's death.
    if (error instanceof Unexpected) throw error;
  }
}

/** An answer that no client should get. */
class Unexpected extends Error {}

async function expectOk(answer: Response): Promise<unknown> {
  const text = await answer.text();
  if (!answer.ok) throw new Unexpected(`${answer.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
