import { DescribePackageVersionCommand } from '@aws-sdk/client-codeartifact';
import { REPOSITORY, startNpmRepository, type NpmRepository } from '../../support/npm-repository';

let npm: NpmRepository;
beforeEach(async () => {
  npm = await startNpmRepository();
  await npm.publish('pa', '1.0.0');
  await npm.publish('pa', '1.1.0');
});
afterEach(() => npm.emulator.close());

type Document = { versions: Record<string, Record<string, unknown>>; 'dist-tags': Record<string, string> };

/** What `npm deprecate` does: read the document, change it, send it back. */
async function sendBack(change: (document: Document) => void): Promise<number> {
  const document = (await npm.json('/pa?write=true')) as Document;
  change(document);
  return (await npm.request('/pa', { method: 'PUT', body: JSON.stringify(document) })).status;
}

const deprecate = (version: string, text: string) => (document: Document) =>
  void Object.assign(document.versions[version] ?? {}, { deprecated: text });

const describe1 = async () => {
  const names = { ...REPOSITORY, format: 'npm', package: 'pa', packageVersion: '1.0.0' } as const;
  return (await npm.client.send(new DescribePackageVersionCommand(names))).packageVersion;
};

test('NPM-140, NPM-142 both documents carry the text, of that version only', async () => {
  expect(await sendBack(deprecate('1.0.0', 'old'))).toBe(200);
  for (const accept of ['application/json', 'application/vnd.npm.install-v1+json']) {
    const { versions } = await npm.json('/pa', { accept });
    expect([versions['1.0.0'].deprecated, versions['1.1.0'].deprecated]).toEqual(['old', undefined]);
  }
});

test('NPM-142, VER-501 the revision changes, the status does not', async () => {
  const before = await describe1();
  await sendBack(deprecate('1.0.0', 'old'));
  const after = await describe1();
  expect(after?.revision).not.toBe(before?.revision);
  expect(after).toEqual({ ...before, revision: after?.revision });
});

test('NPM-141 an empty text removes it, and the revision comes back', async () => {
  const before = await describe1();
  await sendBack(deprecate('1.0.0', 'old'));
  await sendBack(deprecate('1.0.0', ''));
  expect((await npm.json('/pa')).versions['1.0.0']).not.toHaveProperty('deprecated');
  expect((await describe1())?.revision).toBe(before?.revision);
});

test('NPM-071 only a text that is not empty is shown', async () => {
  await npm.publish('pc', '1.0.0', { manifest: { deprecated: '' } });
  await npm.publish('pc', '1.1.0', { manifest: { deprecated: true } });
  const { versions } = await npm.json('/pc');
  expect(versions['1.0.0']).not.toHaveProperty('deprecated');
  expect(versions['1.1.0']).not.toHaveProperty('deprecated');
});

test('NPM-144 nothing else in the document is taken over', async () => {
  const before = await npm.json('/pa');
  const status = await sendBack((document) => {
    Object.assign(document.versions['1.0.0'] ?? {}, { description: 'changed' });
    delete document.versions['1.1.0'];
    document['dist-tags'] = { latest: '1.0.0', extra: '1.0.0' };
  });
  expect([status, await npm.json('/pa')]).toEqual([200, before]);
});

test('NPM-143 deprecating a version that is not stored is 404, and nothing is changed', async () => {
  const before = await npm.json('/pa');
  const status = await sendBack((document) => {
    deprecate('1.0.0', 'old')(document);
    document.versions['9.9.9'] = { name: 'pa', version: '9.9.9', deprecated: 'old' };
  });
  expect([status, await npm.json('/pa')]).toEqual([404, before]);
});

test('NPM-121 a document without attachments changes nothing, and 404 for an unknown package', async () => {
  const before = await npm.json('/pa');
  expect(await sendBack(() => undefined)).toBe(200);
  expect(await npm.json('/pa')).toEqual(before);
  const body = JSON.stringify({ name: 'pb', versions: {} });
  expect((await npm.request('/pb', { method: 'PUT', body })).status).toBe(404);
  expect((await npm.request('/pa', { method: 'PUT', body: '{"name":"pa"}' })).status).toBe(400);
});
