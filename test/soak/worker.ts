import { createHash } from 'node:crypto';
import { cargoAdapter } from '../contract/cargo';
import type { Door, FormatAdapter } from '../contract/format-adapter';
import { genericAdapter } from '../contract/generic';
import { mavenAdapter } from '../contract/maven';
import { npmAdapter } from '../contract/npm';
import { nugetAdapter } from '../contract/nuget';
import { pypiAdapter } from '../contract/pypi';
import { rubyAdapter } from '../contract/ruby';
import { swiftAdapter } from '../contract/swift';
import type { Random } from '../hostile/random';

/** Where the load goes, with what, and who is told of every answer. */
export interface SoakTarget {
  readonly url: string;
  readonly token: string;
  readonly onAnswer: (request: string, answer: Response) => void;
}

export const DOMAIN = 'dom';
export const REPOSITORIES = ['one', 'two', 'three', 'four'] as const;
const VERSIONS = 6;

/** Formats whose packages have a door of their own. */
const DOORS: readonly FormatAdapter[] = [
  ...[npmAdapter, mavenAdapter, pypiAdapter, nugetAdapter, cargoAdapter, rubyAdapter, swiftAdapter],
];

/** One client of many: it does as many things as asked for, one after the other. */
export async function runWorker(target: SoakTarget, random: Random, deeds: number): Promise<void> {
  const { url, token } = target;
  const version = (): string => `1.${random.int(VERSIONS)}.0`;
  const pickRepository = (): string => random.pick(REPOSITORIES);

  async function send(address: string, init: RequestInit = {}): Promise<Response> {
    const answer = await fetch(address, init);
    const copy = answer.clone();
    await copy.arrayBuffer();
    target.onAnswer(`${init.method ?? 'GET'} ${address.slice(url.length)}`, answer);
    return answer;
  }

  function openDoor({ format }: FormatAdapter): Door {
    const repository = pickRepository();
    const endpoint = `${url}/${format}/d/${DOMAIN}-000000000000/${repository}`;
    return {
      ...{ domain: DOMAIN, repository },
      get client(): never {
        throw new TypeError('Only the adapter of generic packages has a use for it');
      },
      send: (path, init = {}) =>
        send(endpoint + path, {
          ...init,
          headers: { authorization: `Bearer ${token}`, ...(init.headers as object) },
        }),
    };
  }

  const toQuery = ({ format, namespace, package: name }: FormatAdapter): string =>
    `domain=${DOMAIN}&format=${format}&package=${encodeURIComponent(name)}` +
    (namespace === undefined ? '' : `&namespace=${encodeURIComponent(namespace)}`);

  function change(action: string, repositories: string): Promise<Response> {
    const query = `${toQuery(random.pick([...DOORS, genericAdapter]))}&${repositories}`;
    return send(`${url}/v1/package/versions/${action}?${query}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ versions: [...new Set([version(), version()])] }),
    });
  }

  function publishGeneric(): Promise<Response> {
    const content = Buffer.alloc(random.int(100_000), random.bytes(64));
    const sum = createHash('sha256').update(content).digest('hex');
    const query = `${toQuery(genericAdapter)}&repository=${pickRepository()}&version=${version()}&asset=a.bin`;
    return send(`${url}/v1/package/version/publish?${query}`, {
      ...{ method: 'POST', body: new Uint8Array(content), headers: { 'x-amz-content-sha256': sum } },
    });
  }

  const steps: readonly ((adapter: FormatAdapter) => Promise<unknown>)[] = [
    (adapter) => adapter.download(openDoor(adapter), version()),
    (adapter) => adapter.list(openDoor(adapter)),
    (adapter) => adapter.publish(openDoor(adapter), version(), 'x'.repeat(random.int(20_000))),
    (adapter) => adapter.publish(openDoor(adapter), version(), 'x'.repeat(random.int(200))),
    publishGeneric,
    () => change('copy', 'source-repository=one&destination-repository=two'),
    () => change('dispose', `repository=${pickRepository()}`),
    () => change('delete', `repository=${pickRepository()}`),
  ];
  for (let deed = 0; deed < deeds; deed++) await random.pick(steps)(random.pick(DOORS));
}
