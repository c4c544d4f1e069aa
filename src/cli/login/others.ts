import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MergeError } from '../merge/merge-error';
import { mergeToml } from '../merge/merge-toml';
import { escapeXml, mergeXml } from '../merge/merge-xml';
import { mergeYaml } from '../merge/merge-yaml';
import { NAME, withToken, type Configure, type Grant } from './grant';

const EMPTY_NUGET = '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n</configuration>\n';

/** `nuget.config`, in whichever letter case there is one; the source is called as `aws codeartifact login` calls it. */
export const nuget: Configure = async (grant) => {
  const names = await readdir(grant.directory).catch(() => []);
  const path = names.find((name) => name.toLowerCase() === 'nuget.config') ?? 'nuget.config';
  const source = `${grant.domain}/${grant.repository}`;
  return {
    edits: [{ path, edit: (present) => editNuget(present, source, grant) }],
    hints: [
      `nuget push PACKAGE.nupkg -Source ${source}`,
      `dotnet nuget push PACKAGE.nupkg --source ${source}`,
    ],
  };
};

async function editNuget(present: string, source: string, { endpoint, token }: Grant): Promise<string> {
  const insecure = endpoint.startsWith('http:') ? ' allowInsecureConnections="true"' : '';
  // How a name that is none in XML is spelled as one.
  const element = source.replaceAll('/', '_x002F_').replace(/^\d/, (digit) => `_x003${digit}_`);
  const withSource = await mergeXml(present === '' ? EMPTY_NUGET : present, {
    path: ['configuration', 'packageSources'],
    isSame: ({ attributes }) => attributes['key'] === source,
    xml: `<add key="${source}" value="${escapeXml(endpoint)}v3/index.json" protocolVersion="3"${insecure} />`,
  });
  return mergeXml(withSource, {
    path: ['configuration', 'packageSourceCredentials'],
    isSame: ({ name }) => name === element,
    xml: `<${element}>\n  <add key="Username" value="aws" />\n  <add key="ClearTextPassword" value="${escapeXml(token)}" />\n</${element}>`,
  });
}

/** `.cargo/config.toml`; cargo takes the token from there, too, and reads no `credentials.toml` of a project. */
export const cargo: Configure = ({ endpoint, token }) => ({
  edits: [
    {
      path: '.cargo/config.toml',
      edit: async (present) =>
        mergeToml(
          await mergeToml(present, {
            path: ['registries', NAME],
            values: { index: `sparse+${endpoint}`, 'credential-provider': 'cargo:token', token },
          }),
          { path: ['registry'], values: { default: NAME } },
        ),
    },
  ],
  hints: [`cargo publish; cargo add NAME; a dependency names it as registry = "${NAME}"`],
});

/** `.gemrc`, which RubyGems reads where `GEMRC` leads; a push takes host and key from the environment. */
export const gem: Configure = (grant) => ({
  edits: [
    {
      path: '.gemrc',
      edit: (present) => mergeYaml(present, { ':sources': () => [withToken(grant, grant.endpoint)] }),
    },
  ],
  exports: {
    GEMRC: join(grant.directory, '.gemrc'),
    RUBYGEMS_HOST: grant.endpoint.replace(/\/$/, ''),
    GEM_HOST_API_KEY: `Bearer ${grant.token}`,
  },
});

/** `.bundle/config` with the credentials of the source that the Gemfile names. */
export const bundler: Configure = ({ endpoint, token }) => {
  const key = `BUNDLE_${endpoint.replaceAll('.', '__').replaceAll('-', '___').toUpperCase()}`;
  return {
    edits: [
      {
        path: '.bundle/config',
        // Bundler's own reader knows lines, and ours is spelled as its own.
        edit(present) {
          const line = `${key}: "aws:${token}"`;
          const lines = (present === '' ? '---\n' : present).replace(/\r?\n$/, '').split(/\r?\n/);
          const at = lines.findIndex((each) => each.startsWith(`${key}:`));
          if (at >= 0) lines[at] = line;
          else lines.push(line);
          return [...lines, ''].join('\n');
        },
      },
    ],
    hints: [`the Gemfile names the source: source "${endpoint}"`],
  };
};

const REGISTRIES = '.swiftpm/configuration/registries.json';

/** `registries.json`, as `swift package-registry set` writes it, and a netrc file for `--netrc-file`. */
export const swift: Configure = ({ endpoint, token, namespace, directory }) => {
  const { hostname, host, pathname } = new URL(endpoint);
  return {
    edits: [
      {
        path: REGISTRIES,
        edit(present) {
          const config = present === '' ? {} : parseObject(present);
          const registries = {
            ...toObject(config['registries']),
            [namespace ?? '[default]']: { url: endpoint },
          };
          const authentication = {
            ...toObject(config['authentication']),
            [host]: { type: 'token', loginAPIPath: `${pathname}login` },
          };
          return `${JSON.stringify({ ...config, authentication, registries, version: 1 }, undefined, 2)}\n`;
        },
      },
      {
        path: '.swiftpm/netrc',
        edit(present) {
          const entry = `machine ${hostname} login token password ${token}`;
          const lines = present.split(/\r?\n/).filter((line) => line !== '');
          const others = lines.filter((line) => !line.startsWith(`machine ${hostname} `));
          return [...others, entry, ''].join('\n');
        },
      },
    ],
    hints: [
      `swift package --netrc-file ${join(directory, '.swiftpm/netrc')} resolve`,
      ...(endpoint.startsWith('http:')
        ? ['SwiftPM wants https to publish: start the emulator with --tls']
        : []),
    ],
  };
};

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return toObject(JSON.parse(text));
  } catch {
    throw new MergeError('is no JSON');
  }
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
