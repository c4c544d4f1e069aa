import { publicAddresses } from '../../src/external/public-addresses';
import { parseExternalOption, parseSourceSetting } from '../../src/external/source-setting';
import { externalConnectionFormats } from '../../src/registry/external-connections';

test.each([
  ['live', { kind: 'live' }],
  ['off', { kind: 'off' }],
  ['record:some/dir', { kind: 'record', directory: 'some/dir' }],
  ['replay:C:\\dir', { kind: 'replay', directory: 'C:\\dir' }],
  ['http://localhost:4873', { kind: 'url', url: 'http://localhost:4873/' }],
  ['https://mirror.example/npm', { kind: 'url', url: 'https://mirror.example/npm/' }],
])('EXT-050 %s is a source', (text, setting) => {
  expect(parseSourceSetting(text)).toEqual(setting);
});

test.each([
  ['', /is not live, off/],
  ['on', /is not live, off/],
  ['record:', /names no directory/],
  ['ftp://mirror.example/', /is not live, off/],
  ['http://', /is not live, off/],
  ['http://user:secret@mirror.example/', /cannot have a password/],
  ['http://mirror.example/?a=b', /more than a path/],
])('EXT-050 %j is no source', (text, message) => {
  expect(() => parseSourceSetting(text)).toThrow(message);
  expect(() => parseSourceSetting(text)).toThrow(RangeError);
});

test('EXT-050 an option names one connection or is for all', () => {
  expect(parseExternalOption('public:pypi=replay:a=b')).toEqual({
    connection: 'public:pypi',
    setting: { kind: 'replay', directory: 'a=b' },
  });
  expect(parseExternalOption('off')).toEqual({ connection: undefined, setting: { kind: 'off' } });
});

test.each([
  ['public:unknown=off', /no external connection 'public:unknown'/],
  ['http://localhost/', /for one connection/],
])('EXT-050 %s is refused', (text, message) => {
  expect(() => parseExternalOption(text)).toThrow(message);
});

test('EXT-050 every connection but npm, which npm knows, has a public address', () => {
  const names = [...externalConnectionFormats.keys()].filter((name) => name !== 'public:npmjs');
  expect([...publicAddresses.keys()].sort()).toEqual(names.sort());
  for (const address of publicAddresses.values()) expect(address).toMatch(/^https:\/\/.+\/$/);
});
