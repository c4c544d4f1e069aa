import { toNpmrc, type NpmClient } from './npm-client';

const PROJECT = `${JSON.stringify({ name: 'consumer', version: '0.0.0', private: true })}\n`;

/** npm 7 and later; older ones are no longer used with Node 20. */
export const npm: NpmClient = {
  name: 'npm',
  configure: (sandbox, settings) => sandbox.writeHome('.npmrc', toNpmrc(settings)),
  projectFiles: { 'package.json': PROJECT },
  lockfile: 'package-lock.json',
  lockfileNamesTarballs: true,
  lockfileNamesSha512: true,
  publish: (tag) => [['publish', ...(tag === undefined ? [] : ['--tag', tag])]],
  publishAgain: ['publish', '--force'],
  install: (spec) => ['install', spec],
  frozenInstall: ['ci'],
  tags: {
    add: (spec, tag) => ['dist-tag', 'add', spec, tag],
    list: (name) => ['dist-tag', 'ls', name],
    remove: (name, tag) => ['dist-tag', 'rm', name, tag],
  },
  says: {
    // Seeing the Bearer challenge, it blames the token even when there was none.
    noToken: /E401[^]*Unable to authenticate, your authentication token seems to be invalid/,
    badToken: /E401[^]*Unable to authenticate, your authentication token seems to be invalid/,
    exists: /E409|409 Conflict/,
  },
};

export const npm8: NpmClient = {
  ...npm,
  name: 'npm8',
  publishAgain: ['publish'],
  // NPM-110: after the 409 it looks the version up and says so itself.
  says: { ...npm.says, exists: /EPUBLISHCONFLICT/ },
};

export const yarn1: NpmClient = {
  ...npm,
  name: 'yarn1',
  // NPM-268: without always-auth it keeps the token to itself for unscoped packages.
  configure: (sandbox, settings) => sandbox.writeHome('.npmrc', toNpmrc(settings, ['always-auth=true'])),
  lockfile: 'yarn.lock',
  publish: (tag) => [['publish', '--non-interactive', ...(tag === undefined ? [] : ['--tag', tag])]],
  publishAgain: ['publish', '--non-interactive'],
  install: (spec) => ['add', '--no-progress', spec],
  frozenInstall: ['install', '--frozen-lockfile', '--no-progress'],
  tags: {
    add: (spec, tag) => ['tag', 'add', spec, tag],
    list: (name) => ['tag', 'list', name],
    remove: (name, tag) => ['tag', 'remove', name, tag],
  },
  says: {
    noToken: /authorization token is missing/,
    badToken: /authorization token is missing/,
    exists: /Couldn't publish package|409/,
  },
};

export const yarn4: NpmClient = {
  name: 'yarn4',
  configure: (sandbox, { url, token, basicToken }) =>
    sandbox.writeHome(
      '.yarnrc.yml',
      // JSON is YAML. NPM-269; the age gate would hide what was published a moment ago.
      JSON.stringify({
        npmRegistryServer: url,
        npmAlwaysAuth: true,
        ...(token !== undefined && { npmAuthToken: token }),
        ...(basicToken !== undefined && { npmAuthIdent: `aws:${basicToken}` }),
        npmMinimalAgeGate: 0,
        unsafeHttpWhitelist: ['127.0.0.1'],
        nodeLinker: 'node-modules',
        enableGlobalCache: true,
        enableScripts: false,
        httpRetry: 0,
      }),
    ),
  // The empty lockfile tells where the project begins.
  projectFiles: { 'package.json': PROJECT, 'yarn.lock': '' },
  lockfile: 'yarn.lock',
  lockfileNamesTarballs: false,
  lockfileNamesSha512: false,
  publish: (tag) => [['install'], ['npm', 'publish', ...(tag === undefined ? [] : ['--tag', tag])]],
  publishAgain: ['npm', 'publish'],
  install: (spec) => ['add', spec],
  frozenInstall: ['install', '--immutable'],
  tags: {
    add: (spec, tag) => ['npm', 'tag', 'add', spec, tag],
    list: (name) => ['npm', 'tag', 'list', name],
    remove: (name, tag) => ['npm', 'tag', 'remove', name, tag],
  },
  says: {
    noToken: /401|No authentication configured/,
    badToken: /401|Invalid authentication/,
    exists: /409 \(Conflict\)/,
  },
};

/** Publishes with the npm that it finds on the PATH. */
export const pnpm: NpmClient = {
  ...npm,
  name: 'pnpm',
  lockfile: 'pnpm-lock.yaml',
  lockfileNamesTarballs: false,
  publish: (tag) => [['publish', '--no-git-checks', ...(tag === undefined ? [] : ['--tag', tag])]],
  publishAgain: ['publish', '--no-git-checks', '--force'],
  install: (spec) => ['add', spec],
  frozenInstall: ['install', '--frozen-lockfile'],
  says: {
    noToken: /ERR_PNPM_FETCH_401|E401|ENEEDAUTH/,
    badToken: /ERR_PNPM_FETCH_401|E401/,
    exists: /E409|409 Conflict/,
  },
};

/** Has no command for tags. */
export const bun: NpmClient = {
  name: 'bun',
  configure: (sandbox, settings) => npm.configure(sandbox, settings),
  projectFiles: npm.projectFiles,
  lockfile: 'bun.lock',
  lockfileNamesTarballs: true,
  lockfileNamesSha512: true,
  publish: (tag) => [['publish', ...(tag === undefined ? [] : ['--tag', tag])]],
  publishAgain: ['publish'],
  install: (spec) => ['add', spec],
  frozenInstall: ['install', '--frozen-lockfile'],
  says: {
    noToken: /401|unable to authenticate|missing authentication/i,
    badToken: /401|unable to authenticate/i,
    exists: /409 Conflict/,
  },
};
