import { createRequire } from 'node:module';

/** npm's configuration by layer, as `@pnpm/npm-conf` reads it; it comes without types. */
interface NpmConfig {
  readonly config: {
    get(key: string): unknown;
    get(key: string, layer: string): unknown;
    readonly root: Readonly<Record<string, unknown>>;
  };
}

const requireHere = createRequire(__filename);
const LAYERS = ['env', 'project', 'user', 'global', 'builtin'];
const ENDPOINT = /^https?:\/\/(?:[^/]+\/npm\/d\/|[^/]+\.d\.codeartifact\.)/i;

/**
 * The registry that npm on this machine is configured to use, with a final slash; undefined when that is no http(s)
 * URL. `aws codeartifact login` writes a repository's endpoint over it: that cannot be the public registry behind that
 * very repository, so the next layer of the configuration is taken, in the end npm's default (EXT-053).
 */
export function readNpmRegistryAddress(): string | undefined {
  // Loads on first use (DESIGN D11); not `import()`, which Jest does not have.
  const load = requireHere('@pnpm/npm-conf') as () => NpmConfig; // its one export
  const { config } = load();
  const candidates = [
    config.get('registry'),
    ...LAYERS.map((layer) => config.get('registry', layer)),
    config.root.registry,
  ];
  const found = candidates.find((url) => typeof url === 'string' && !ENDPOINT.test(url));
  return typeof found === 'string' ? toAddress(found) : undefined;
}

function toAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // Credentials are npm's, for npm; none are sent from here (EXT-041).
  url.username = '';
  url.password = '';
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
