import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpmRegistryAddress } from '../../src/external/npm-registry-address';

let directory: string;
const environment = { ...process.env };

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'npm-address-'));
  for (const name of Object.keys(process.env)) if (/^npm_config_/i.test(name)) delete process.env[name];
});
afterEach(() => {
  process.env = { ...environment };
  rmSync(directory, { recursive: true });
});

function configure(line: string): void {
  const file = join(directory, 'npmrc');
  writeFileSync(file, `${line}\n`);
  process.env.npm_config_userconfig = file;
}

function askNpm(): string {
  // Jest's copy of the environment is not what a child gets by default.
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { env: process.env });
  return stdout.toString().trim();
}

test('EXT-050 public:npmjs leads where npm on this machine is configured to go', () => {
  expect(readNpmRegistryAddress()).toBe(askNpm());
});

test('EXT-050 a mirror in npm’s user configuration is taken, as npm takes it', () => {
  configure('registry=https://mirror.example/npm/');
  expect(askNpm()).toBe('https://mirror.example/npm/');
  expect(readNpmRegistryAddress()).toBe('https://mirror.example/npm/');
});

test('EXT-050 the environment goes before the user configuration', () => {
  configure('registry=https://mirror.example/npm/');
  process.env.npm_config_registry = 'https://other.example';
  expect(readNpmRegistryAddress()).toBe('https://other.example/');
});

test.each([
  'http://127.0.0.1:4680/npm/d/my-domain-000000000000/my-repo/',
  'https://my-domain-111122223333.d.codeartifact.us-west-2.amazonaws.com/npm/my-repo/',
])('EXT-053 what aws codeartifact login wrote is passed over: %s', (endpoint) => {
  const before = readNpmRegistryAddress();
  configure(`registry=${endpoint}`);
  expect(readNpmRegistryAddress()).toBe(before);
});

test('EXT-053 behind what login wrote, the next layer counts', () => {
  configure('registry=https://mirror.example/npm/');
  process.env.npm_config_registry = 'http://127.0.0.1:4680/npm/d/my-domain-000000000000/my-repo/';
  expect(readNpmRegistryAddress()).toBe('https://mirror.example/npm/');
});

test('EXT-041 a password in the address is left out', () => {
  configure('registry=https://user:secret@mirror.example/npm/');
  expect(readNpmRegistryAddress()).toBe('https://mirror.example/npm/');
});
