import { PublishPackageVersionCommand } from '@aws-sdk/client-codeartifact';
import { genericRules } from '../../../src/formats/generic/coordinate';
import { findError } from '../../support/api';
import { GENERIC, sha256, startPackageWorld, type PackageWorld } from '../../support/package-world';

const ACCEPTED = [
  'asset.tar.gz',
  'a b.txt',
  'übung-Ⅳ.bin',
  '日本語.txt',
  '٣.dat',
  '[v1]{x};,~!@^&()_+.zip',
  '`a`b',
  '.env',
  'a'.repeat(255),
  '...',
  'a..b',
  '.hidden',
  'ǅ ʰ',
  '.. .',
  '__proto__',
];
const REJECTED = [
  ...['.', '..', ' a', 'a ', 'a  b', 'a/b', 'a\\b', 'a:b', 'a*', 'a?', 'a"b', 'a<b', 'a>b', 'a|b'],
  ...[
    '50%',
    'a=b',
    'a#b',
    "it's",
    '$a',
    'a\tb',
    'a\u00a0b',
    'a\u2003b',
    'a\u200bb',
    'a\u0000',
    'e\u0301',
    '\u0301',
  ],
  ...['😀', 'x²', '½', '€', '—', '\ud800', 'a'.repeat(256), ''],
];

let world: PackageWorld;
beforeAll(async () => {
  world = await startPackageWorld();
});
afterAll(() => world.emulator.close());

const publish = (assetName: string) =>
  world.client.send(
    new PublishPackageVersionCommand({
      ...GENERIC,
      packageVersion: '1.0',
      assetName,
      assetContent: Buffer.from(assetName),
      assetSHA256: sha256(assetName),
      unfinished: true,
    }),
  );

test('ASSET-201 GEN-080 … GEN-087 names that are allowed come back as they were sent', async () => {
  for (const name of ACCEPTED) expect((await publish(name)).asset?.name).toBe(name);
  await world.publish('1.0', { last: 'last' });
  expect(await world.contents('1.0')).toEqual(
    Object.fromEntries([...ACCEPTED, 'last'].map((name) => [name, name])),
  );
});

test.each(REJECTED.filter((name) => name !== '\ud800').map((name) => [name]))(
  'ASSET-316 GEN-080 … GEN-086 the name %j is refused',
  async (name) => {
    expect(await findError(publish(name))).toMatchObject({ name: 'ValidationException', status: 400 });
  },
);

test('GEN-081 … GEN-084 every character of the Basic Multilingual Plane, alone and inside', () => {
  const allowed = /[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}]/u;
  const specials = '~!@^&()-_+[]{};,`';
  const isAccepted = (name: string): boolean => {
    try {
      genericRules.assertAssetName?.(name);
      return true;
    } catch {
      return false;
    }
  };
  const wrong: string[] = [];
  for (let code = 0; code <= 0xffff; code++) {
    const character = String.fromCharCode(code);
    const expected = allowed.test(character) || specials.includes(character);
    const inside = expected || character === '.' || character === ' ';
    if (isAccepted(character) !== expected) wrong.push(`U+${code.toString(16)}`);
    if (isAccepted(`a${character}a`) !== inside) wrong.push(`U+${code.toString(16)} inside`);
  }
  expect(wrong).toEqual([]);
});
