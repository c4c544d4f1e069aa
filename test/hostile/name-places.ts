import { createCrate, createPublishMetadata, toPublishBody } from '../support/cargo-package';
import { createGem } from '../support/gem-package';
import { createNpmPackage } from '../support/npm-package';
import { createNugetPackage, toPush } from '../support/nuget-package';
import { createWheel, toUploadForm } from '../support/python-package';
import { createSwiftPackage, toPublish } from '../support/swift-package';
import { encodeName } from './names';

/** A request in a door of a format, below the endpoint. */
export interface DoorRequest {
  readonly path: string;
  readonly init?: RequestInit;
}

/** Paths of every door with a place for a name, as it stands in the request line. */
export const DOOR_PATHS: readonly (readonly [format: string, path: (name: string) => string])[] = [
  ['npm', (name) => `/${name}`],
  ['npm', (name) => `/@${name}/x`],
  ['npm', (name) => `/@x%2f${name}`],
  ['npm', (name) => `/${name}/-/${name}-1.0.0.tgz`],
  ['npm', (name) => `/-/package/${name}/dist-tags`],
  ['npm', (name) => `/-/package/demo/dist-tags/${name}`],
  ['maven', (name) => `/${name}/a/1/a-1.jar`],
  ['maven', (name) => `/g/${name}/1/${name}-1.jar`],
  ['maven', (name) => `/g/a/${name}/a-${name}.jar`],
  ['maven', (name) => `/g/a/1/${name}`],
  ['maven', (name) => `/${name}/maven-metadata.xml`],
  ['pypi', (name) => `/simple/${name}/`],
  ['pypi', (name) => `/simple/demo/${name}/demo-1.0.tar.gz`],
  ['pypi', (name) => `/simple/demo/1.0/${name}`],
  ['nuget', (name) => `/v3/flatcontainer/${name}/index.json`],
  ['nuget', (name) => `/v3/flatcontainer/${name}/1.0.0/${name}.1.0.0.nupkg`],
  ['nuget', (name) => `/v3/registration4/${name}/${name}.json`],
  ['nuget', (name) => `/v3/query?q=${name}&skip=${name}&take=${name}`],
  ['nuget', (name) => `/v2/package/${name}/1.0.0`],
  ['cargo', (name) => `/de/mo/${name}`],
  ['cargo', (name) => `/${name}/${name}/${name}`],
  ['cargo', (name) => `/api/v1/crates/${name}/1.0.0/download`],
  ['cargo', (name) => `/api/v1/crates/demo/${name}/download`],
  ['cargo', (name) => `/api/v1/crates?q=${name}&per_page=${name}`],
  ['ruby', (name) => `/gems/${name}`],
  ['ruby', (name) => `/info/${name}`],
  ['ruby', (name) => `/quick/Marshal.4.8/${name}`],
  ['ruby', (name) => `/api/v1/dependencies?gems=${name}`],
  ['swift', (name) => `/${name}/x`],
  ['swift', (name) => `/x/${name}/1.0.0`],
  ['swift', (name) => `/x/y/${name}`],
  ['swift', (name) => `/x/y/1.0.0/Package.swift?swift-version=${name}`],
  ['swift', (name) => `/identifiers?url=${name}`],
];

const json = (body: unknown): RequestInit => ({
  ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
});

/** Publishes with a name in every part that says what is published. */
export const DOOR_PUBLISHES: Readonly<Record<string, (name: string) => Promise<readonly DoorRequest[]>>> = {
  async npm(name) {
    const [named, versioned, tagged] = await Promise.all([
      createNpmPackage(name, '1.0.0'),
      createNpmPackage('demo', name),
      createNpmPackage('demo', '1.0.0', {
        tags: [name],
        manifest: JSON.parse(`{${JSON.stringify(name)}:{"polluted":1}}`),
      }),
    ]);
    return [
      { path: `/${encodeName(name)}`, init: json(named.document) },
      { path: '/demo', init: json(versioned.document) },
      { path: '/demo', init: json(tagged.document) },
      { path: `/-/package/demo/dist-tags/${encodeName(name)}`, init: json('1.0.0') },
    ];
  },
  async maven(name) {
    const encoded = encodeName(name);
    const put = { method: 'PUT', body: 'content' };
    return [
      `/${encoded}/a/1/a-1.jar`,
      `/g/${encoded}/1/${encoded}-1.jar`,
      `/g/a/${encoded}/a-${encoded}.jar`,
      `/g/a/1/a-1-${encoded}`,
    ].map((path) => ({ path, init: put }));
  },
  async pypi(name) {
    const wheels = [
      createWheel(name, '1.0'),
      createWheel('demo', name),
      { ...createWheel('demo', '1.0'), name: `${name}` },
      createWheel('other', '1.0', { metadata: [`Requires-Dist: ${name}`, `${name}: polluted`] }),
    ];
    return wheels.map((wheel) => ({
      path: '/',
      init: { method: 'POST', body: toUploadForm(wheel, { [name || 'x']: name }) },
    }));
  },
  async nuget(name) {
    return [createNugetPackage(name, '1.0.0'), createNugetPackage('Demo', name)].map((bytes) => ({
      path: '/v2/package/',
      init: toPush(bytes),
    }));
  },
  async cargo(name) {
    const crate = await createCrate('demo', '1.0.0');
    const bodies = [
      createPublishMetadata(name, '1.0.0'),
      createPublishMetadata('demo', name),
      createPublishMetadata('demo', '1.0.0', { features: JSON.parse(`{${JSON.stringify(name)}:[]}`) }),
    ];
    return bodies.map((metadata) => ({
      path: '/api/v1/crates/new',
      init: { method: 'PUT', body: new Uint8Array(toPublishBody(metadata, crate)) },
    }));
  },
  async ruby(name) {
    return [createGem(name, '1.0'), createGem('demo', name)].map((gem) => ({
      path: '/api/v1/gems',
      init: {
        method: 'POST',
        body: new Uint8Array(gem),
        headers: { 'content-type': 'application/octet-stream' },
      },
    }));
  },
  async swift(name) {
    const init = toPublish({ archive: createSwiftPackage('Demo') });
    const encoded = encodeName(name);
    return [`/${encoded}/Demo/1.0.0`, `/demo/${encoded}/1.0.0`, `/demo/Demo/${encoded}`].map((path) => ({
      path,
      init,
    }));
  },
};
