import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator } from '../src';
import { parseArguments } from '../src/cli/arguments';
import { readProjectFile } from './support/source-files';

interface Instruction {
  readonly name: string;
  readonly value: string;
}

/** Reads the Dockerfile's instructions, stage by stage: comments away, continued lines joined. */
function parseDockerfile(text: string): Instruction[][] {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, ' ');
  const stages: Instruction[][] = [];
  for (const line of lines.split('\n').filter((each) => each.trim() !== '')) {
    const [, name = '', value = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, value });
  }
  return stages;
}

const [build = [], image = [], ...others] = parseDockerfile(readProjectFile('Dockerfile'));
const valuesOf = (stage: readonly Instruction[], name: string) =>
  stage.filter((each) => each.name === name).map(({ value }) => value);
const [healthCheck = ''] = valuesOf(image, 'HEALTHCHECK');
const variables = Object.fromEntries(
  valuesOf(image, 'ENV').flatMap((value) =>
    value
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('=')),
  ),
) as Record<string, string>;

test('two stages of one tagged base, the first on the platform of the builder, nothing run in the second', () => {
  expect(others).toEqual([]);
  const [from = '', into = ''] = [...valuesOf(build, 'FROM'), ...valuesOf(image, 'FROM')];
  expect(from).toBe(`--platform=$BUILDPLATFORM ${into} AS build`);
  expect(into).toMatch(/^node:\d+-alpine$/);
  expect(valuesOf(image, 'RUN')).toEqual([]);
  expect(valuesOf(image, 'ADD')).toEqual([]);
  expect(valuesOf(image, 'COPY').every((value) => value.startsWith('--from=build '))).toBe(true);
});

test('it runs as a user without privileges, who owns the volume and nothing else', () => {
  expect(valuesOf(image, 'USER')).toEqual(['node']);
  expect(valuesOf(image, 'VOLUME')).toEqual(['["/data"]']);
  const owned = valuesOf(image, 'COPY').filter((value) => value.includes('--chown'));
  expect(owned).toEqual(['--from=build --chown=node:node /build/image/data /data']);
});

test('entry point, health check and volume are in exec form, and neither a shell nor curl is needed', () => {
  expect(JSON.parse(valuesOf(image, 'ENTRYPOINT')[0] ?? '')).toEqual([
    'node',
    '/opt/codeartifact-local/bin/codeartifact-local.js',
  ]);
  expect(toCommand(healthCheck).slice(0, 2)).toEqual(['node', '-e']);
});

test('its environment variables are options of the command line', () => {
  const own = Object.entries(variables).filter(([name]) => name.startsWith('CODEARTIFACT_LOCAL_'));
  const { options, readyHooks } = parseArguments([], Object.fromEntries(own));
  expect({ options, readyHooks }).toEqual({
    options: { port: 4680, host: '0.0.0.0', logLevel: 'info' },
    readyHooks: '/etc/codeartifact-local/ready.d',
  });
  expect(valuesOf(image, 'EXPOSE')).toEqual(['4680']);
});

test('what is copied is there, and not kept back by .dockerignore', () => {
  const sources = valuesOf(build, 'COPY').flatMap((value) => value.split(/\s+/).slice(0, -1));
  const admitted = readProjectFile('.dockerignore')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^!/, ''));
  expect(admitted[0]).toBe('*');
  expect(admitted.slice(1).sort()).toEqual([...sources].sort());
  expect(sources.filter((source) => !existsSync(join(__dirname, '..', source)))).toEqual([]);
});

function toCommand(value: string): string[] {
  return JSON.parse(value.slice(value.indexOf('CMD ') + 4)) as string[];
}

function runHealthCheck(port: number): Promise<number | null> {
  const [, ...args] = toCommand(healthCheck);
  return new Promise((resolve) => {
    const env = { ...process.env, CODEARTIFACT_LOCAL_PORT: String(port) };
    spawn(process.execPath, args, { env, stdio: 'ignore' }).once('exit', resolve);
  });
}

test('the health check succeeds once the emulator is ready, with or without its admin API', async () => {
  const emulator = await createEmulator();
  const bare = await createEmulator({ admin: false });
  try {
    emulator.setReady(false);
    expect(await runHealthCheck(emulator.port)).toBe(1);
    emulator.setReady(true);
    expect(await runHealthCheck(emulator.port)).toBe(0);
    expect(await runHealthCheck(bare.port)).toBe(0);
  } finally {
    await Promise.all([emulator.close(), bare.close()]);
  }
  expect(await runHealthCheck(emulator.port)).toBe(1);
});

test('the steps of the build make an image that starts, and that holds no tool of ours', async () => {
  const root = await mkdtemp(join(tmpdir(), 'codeartifact-image-'));
  const project = join(__dirname, '..');
  const run = (command: string) =>
    spawnSync('sh', ['-ec', command], { cwd: root, encoding: 'utf8', timeout: 100_000 });
  try {
    for (const { name, value } of build) {
      if (name === 'COPY') {
        const parts = value.split(/\s+/);
        const target = parts.pop() ?? '';
        for (const source of parts) {
          const to =
            parts.length > 1 || target.endsWith('/') ? join(target, source.split('/').pop() ?? '') : target;
          await cp(join(project, source), join(root, to), { recursive: true });
        }
      }
      // The modules of this checkout stand for what npm would install: here it is the other steps that are tried.
      else if (name === 'RUN' && value.startsWith('npm ci')) {
        await mkdir(join(root, 'node_modules'));
        expect(run(`cp -r ${join(project, 'node_modules')}/. node_modules`).status).toBe(0);
      } else if (name === 'RUN') {
        const result = run(value);
        if (result.status !== 0) throw new Error(`${value}\n${result.stdout}\n${result.stderr}`);
      }
    }
    const installed = join(root, 'image/opt/codeartifact-local');
    const modules = join(installed, 'node_modules');
    expect(existsSync(join(modules, 'typescript'))).toBe(false);
    expect(existsSync(join(modules, 'express'))).toBe(true);
    expect((await stat(join(root, 'image/etc/codeartifact-local/ready.d'))).isDirectory()).toBe(true);
    await writeFile(join(root, 'seed.json'), '{"domains":[{"name":"dom"}]}');
    const started = run(
      `node image/opt/codeartifact-local/bin/codeartifact-local.js exec --seed seed.json -- node -e '
        fetch(process.env.AWS_ENDPOINT_URL + "/_codeartifact/ready").then(({ status }) => console.log(status))'`,
    );
    expect(started).toMatchObject({ status: 0, stdout: '200\n' });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}, 180_000);
