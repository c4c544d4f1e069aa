import type { TrustFiles } from '../tls/trust-files';
import { TRUSTSTORE_PASSWORD } from '../tls/truststore';

/** A running emulator, as its clients have to know it. */
export interface Reachable {
  /** Its https address where it serves https. */
  readonly url: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Absent: clients speak http, or trust its certificate anyway. */
  readonly trust?: TrustFiles | undefined;
}

/** Variables to set, and those (undefined) to take away. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** The variables by which each client finds the certificates that it trusts. */
const BUNDLE_VARIABLES = [
  ...[
    'NODE_EXTRA_CA_CERTS',
    'AWS_CA_BUNDLE',
    'REQUESTS_CA_BUNDLE',
    'PIP_CERT',
    'SSL_CERT_FILE',
    'CURL_CA_BUNDLE',
  ],
  ...['CARGO_HTTP_CAINFO', 'GIT_SSL_CAINFO', 'BUNDLE_SSL_CA_CERT'],
  // Goes before a `cafile` of npmrc, which would take the place of what Node trusts; pnpm and Yarn 1 read it as well.
  'npm_config_cafile',
];

/** What would win over our key, or make SDKs pass over the address. */
const IN_THE_WAY = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];

/**
 * What has to change in an environment so that the AWS CLI, SDKs and package managers started in it find the emulator
 * and trust it (DESIGN D10).
 */
export function toClientEnvironment(
  { url, region, credentials, trust }: Reachable,
  environment: NodeJS.ProcessEnv,
): Changes {
  const present = IN_THE_WAY.filter((name) => environment[name] !== undefined);
  return {
    AWS_ENDPOINT_URL_CODEARTIFACT: url,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...Object.fromEntries(present.map((name) => [name, undefined])),
    ...(trust && toTrustEnvironment(trust, environment)),
  };
}

function toTrustEnvironment({ caBundle, truststore }: TrustFiles, environment: NodeJS.ProcessEnv): Changes {
  return {
    ...Object.fromEntries(BUNDLE_VARIABLES.map((name) => [name, caBundle])),
    JAVA_TOOL_OPTIONS: toJavaOptions(truststore, environment['JAVA_TOOL_OPTIONS'] ?? ''),
  };
}

/** Java takes the last of two settings of a property; what else the variable holds stays. */
function toJavaOptions(truststore: string, present: string): string {
  const path = /\s/.test(truststore) ? `"${truststore}"` : truststore;
  const ours = [
    `-Djavax.net.ssl.trustStore=${path}`,
    `-Djavax.net.ssl.trustStorePassword=${TRUSTSTORE_PASSWORD}`,
    '-Djavax.net.ssl.trustStoreType=PKCS12',
  ].join(' ');
  return present.includes(ours) ? present : `${present} ${ours}`.trim();
}

/** The changes as lines for a POSIX shell to evaluate. */
export function renderExports(changes: Changes): string {
  return Object.entries(changes)
    .map(([name, value]) => (value === undefined ? `unset ${name}\n` : `export ${name}=${quote(value)}\n`))
    .join('');
}

function quote(value: string): string {
  return /^[\w@%+=:,./[\]-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
