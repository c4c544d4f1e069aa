import { externalConnectionFormats } from '../registry/external-connections';

/** Where the answers of an external connection come from (DESIGN D8). */
export type SourceSetting =
  | { readonly kind: 'live' }
  | { readonly kind: 'off' }
  | { readonly kind: 'record'; readonly directory: string }
  | { readonly kind: 'replay'; readonly directory: string }
  | { readonly kind: 'url'; readonly url: string };

/** One `--external` option: a source for one connection, or for all when it names none. */
export interface ExternalOption {
  readonly connection: string | undefined;
  readonly setting: SourceSetting;
}

const FORMS = 'live, off, record:DIR, replay:DIR or an http(s) URL';

/**
 * Parses `live`, `off`, `record:DIR`, `replay:DIR` or a URL; a URL gets the final slash it may lack.
 * @throws RangeError saying what is wrong with it
 */
export function parseSourceSetting(text: string): SourceSetting {
  if (text === 'live' || text === 'off') return { kind: text };
  const [, kind, directory] = /^(record|replay):(.*)$/s.exec(text) ?? [];
  if (kind === 'record' || kind === 'replay') {
    if (directory === undefined || directory === '') throw new RangeError(`'${text}' names no directory`);
    return { kind, directory };
  }
  return { kind: 'url', url: toBaseUrl(text) };
}

/**
 * Parses `NAME=SOURCE` or a bare `SOURCE`, which is for all connections and so cannot be a URL.
 * @throws RangeError for an unknown connection or an impossible source
 */
export function parseExternalOption(text: string): ExternalOption {
  const [, connection, source] = /^(public:[^=]*)=(.*)$/s.exec(text) ?? [];
  if (connection === undefined || source === undefined) {
    const setting = parseSourceSetting(text);
    if (setting.kind === 'url') throw new RangeError(`A URL is for one connection: public:…=${text}`);
    return { connection: undefined, setting };
  }
  assertConnection(connection);
  return { connection, setting: parseSourceSetting(source) };
}

/** Throws RangeError unless it is one of the ten names (EXT-001). */
function assertConnection(name: string): void {
  if (externalConnectionFormats.has(name)) return;
  const names = [...externalConnectionFormats.keys()].join(', ');
  throw new RangeError(`There is no external connection '${name}'; there are ${names}`);
}

function toBaseUrl(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new RangeError(`'${text}' is not ${FORMS}`);
  const url = new URL(text);
  // Nothing is ever sent that identifies anybody (EXT-041), so a password would be dropped in silence.
  if (url.username !== '' || url.password !== '') throw new RangeError('A source URL cannot have a password');
  if (url.search !== '' || url.hash !== '') throw new RangeError(`'${text}' has more than a path`);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
