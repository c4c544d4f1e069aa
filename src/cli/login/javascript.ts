import { mergeIni } from '../merge/merge-ini';
import { mergeToml } from '../merge/merge-toml';
import { mergeYaml } from '../merge/merge-yaml';
import type { Configure, Edit, Grant } from './grant';

/** `.npmrc`, as `aws codeartifact login` writes it to the home directory; Yarn 1 wants to be told to send the token. */
function editNpmrc({ endpoint, token, namespace }: Grant, isYarn: boolean): Edit {
  const host = endpoint.replace(/^https?:/, '');
  const values = {
    [namespace === undefined ? 'registry' : `@${namespace}:registry`]: endpoint,
    [`${host}:_authToken`]: token,
    ...(isYarn && { [`${host}:always-auth`]: 'true' }),
  };
  return { path: '.npmrc', edit: (present) => mergeIni(present, undefined, values, { continues: false }) };
}

/** npm and pnpm read `.npmrc` beside `package.json`. */
export const npm: Configure = (grant) => ({ edits: [editNpmrc(grant, false)] });

/** Yarn 1 reads `.npmrc`, Yarn 2 and newer `.yarnrc.yml`. */
export const yarn: Configure = (grant) => ({
  edits: [
    editNpmrc(grant, true),
    { path: '.yarnrc.yml', edit: (present) => mergeYaml(present, toYarnKeys(grant)) },
  ],
});

function toYarnKeys({ endpoint, token, namespace }: Grant) {
  const { protocol, hostname } = new URL(endpoint);
  const settings = { npmRegistryServer: endpoint, npmAuthToken: token, npmAlwaysAuth: true };
  const addHost = (present: unknown): unknown[] => [
    ...new Set([...(Array.isArray(present) ? (present as unknown[]) : []), hostname]), // as it came from the parser
  ];
  return {
    ...(protocol === 'http:' && { unsafeHttpWhitelist: addHost }),
    ...(namespace === undefined
      ? Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, () => value]))
      : { npmScopes: (present: unknown) => ({ ...toMapping(present), [namespace]: settings }) }),
  };
}

function toMapping(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** `[install] registry` of `bunfig.toml`, or a scope below it. */
export const bun: Configure = ({ endpoint, token, namespace }) => {
  const registry = { url: endpoint, token };
  const table =
    namespace === undefined
      ? { path: ['install'], values: { registry } }
      : { path: ['install', 'scopes'], values: { [`@${namespace}`]: registry } };
  return { edits: [{ path: 'bunfig.toml', edit: (present) => mergeToml(present, table) }] };
};
