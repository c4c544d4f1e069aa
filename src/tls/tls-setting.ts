import { isIP } from 'node:net';
import { OptionError } from '../util/option-error';

/** What the option `tls` takes besides `true`; every member has a default. */
export interface TlsOptions {
  /** Port of the https listener; by default the one after `port`, or a free one when `port` is 0. */
  readonly port?: number;
  /** Names and addresses by which clients reach the emulator besides those it knows; `*.` may stand for one label. */
  readonly hosts?: readonly string[];
  /** Where authority and certificate are kept; `tls` below `data`, else a temporary directory of this process. */
  readonly directory?: string;
  /** PEM file of a certificate of the caller's own, with its chain, instead of one made here; needs `key`. */
  readonly cert?: string;
  /** PEM file of the private key of `cert`. */
  readonly key?: string;
}

export interface TlsSetting {
  readonly port: number;
  readonly hosts: readonly string[];
  readonly directory: string | undefined;
  /** Paths; undefined: a certificate is made here. */
  readonly own: { readonly cert: string; readonly key: string } | undefined;
}

const HOST_NAME = /^(?:\*\.)?(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})*$/;

/**
 * Reads the option `tls`; undefined when https is not asked for.
 * @throws OptionError saying which part is impossible
 */
export function parseTls(tls: boolean | TlsOptions, httpPort: number): TlsSetting | undefined {
  if (tls === false) return undefined;
  const {
    port = httpPort === 0 ? 0 : httpPort + 1,
    hosts = [],
    directory,
    cert,
    key,
  } = tls === true ? {} : tls;
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new OptionError(`Option 'tls' has an impossible port: ${port}`);
  }
  if (port !== 0 && port === httpPort) throw new OptionError(`http and https cannot share port ${port}`);
  if ((cert === undefined) !== (key === undefined)) {
    throw new OptionError(
      `A certificate and its key go together; the ${cert ? 'key' : 'certificate'} is missing`,
    );
  }
  if (cert !== undefined && (directory !== undefined || hosts.length > 0)) {
    throw new OptionError('A certificate of your own leaves nothing to make for other hosts or to keep');
  }
  return {
    port,
    hosts: hosts.map(toHostName),
    directory,
    own: cert === undefined || key === undefined ? undefined : { cert, key },
  };
}

function toHostName(text: string): string {
  const name = text.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isIP(name) === 0 && (name.length > 253 || !HOST_NAME.test(name))) {
    throw new OptionError(`Option 'tls' names an impossible host: ${text}`);
  }
  return name;
}
