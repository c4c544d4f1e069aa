import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

export interface ServedNames {
  /** The address listened on. */
  readonly host: string;
  readonly region: string;
  readonly endpointSuffix: string;
  /** More of them, as the user gave them. */
  readonly hosts: readonly string[];
}

// Where the service is (REAL-081): a domain of any of them may be asked for in host style.
const REGIONS = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-2',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
    'eu-south-1',
  ],
  ...['eu-central-1', 'ap-northeast-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-south-1'],
];

/**
 * Every name and address that the certificate has to cover: loopback, the address listened on (of a wildcard all that
 * the machine has), host-style endpoints under our suffix and under the service's own (REPO-176), and the user's.
 */
export function findServerNames({ host, region, endpointSuffix, hosts }: ServedNames): readonly string[] {
  const isWildcard = host === '0.0.0.0' || host === '::';
  const listening = isWildcard ? findMachineNames() : [host.toLowerCase().replace(/%.*$/, '')];
  const regional = [...new Set([region, ...REGIONS])].flatMap((name) => [
    `*.d.codeartifact.${name}.${endpointSuffix.toLowerCase()}`,
    `*.d.codeartifact.${name}.amazonaws.com`,
    `codeartifact.${name}.amazonaws.com`,
  ]);
  return [...new Set(['localhost', '127.0.0.1', '::1', ...listening, ...regional, ...hosts])];
}

function findMachineNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [
    hostname().toLowerCase(),
    'host.docker.internal',
    // Link-local ones are of no use without a zone, which no certificate can name.
    ...addresses.map(({ address }) => address).filter((address) => isIP(address) && !/^fe80:/i.test(address)),
  ];
}
