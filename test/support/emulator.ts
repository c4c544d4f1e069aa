import { CodeartifactClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import { createEmulator, type Emulator, type EmulatorOptions, type Moment } from '../../src';

/** What tests call now, unless they say otherwise. */
export const TEST_TIME = '2026-03-04T05:06:07.890Z';

/** A clock that stands still until it is told to move. */
export function createTestClock(start: string = TEST_TIME) {
  let now = Date.parse(start);
  return {
    now: () => now,
    set: (moment: Moment) => void (now = new Date(moment).getTime()),
    advance: (seconds: number) => void (now += seconds * 1000),
  };
}

export interface TestEmulator extends Emulator {
  /** `set` and `advance` move the clock that the emulator's goes by; signatures are still checked against it. */
  readonly clock: Emulator['clock'];
  /** An SDK client; a 12-digit account is a caller of that account, signing with a key that is not verified. */
  client(as?: { account?: string; region?: string }): CodeartifactClient;
  /** An authorization token for a domain of the default account. */
  token(domain: string, as?: { account?: string; region?: string; domainOwner?: string }): Promise<string>;
  /** URL of a repository endpoint without the final slash. */
  endpoint(domain: string, repository: string, format?: string): string;
}

/**
 * Starts an emulator with a fixed clock and seeded ids that asks no public registry. The SDK signs with the machine's
 * clock, so signatures of any age are accepted here; tests of the skew set `clockSkewSeconds` and sign by hand.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const clock = createTestClock();
  const clients: CodeartifactClient[] = [];
  const emulator = await createEmulator({
    ...{ clock, seedIds: 1, clockSkewSeconds: 0, logLevel: 'error', external: 'off' },
    ...options,
  });
  const client: TestEmulator['client'] = ({ account, region = emulator.region } = {}) => {
    const made = new CodeartifactClient({
      endpoint: emulator.url,
      region,
      maxAttempts: 1,
      credentials: account ? { accessKeyId: account, secretAccessKey: 'any' } : emulator.credentials,
    });
    clients.push(made);
    return made;
  };
  return {
    ...emulator,
    clock: { ...emulator.clock, set: clock.set, advance: clock.advance },
    client,
    async token(domain, { domainOwner, ...as } = {}) {
      const command = new GetAuthorizationTokenCommand({ domain, ...(domainOwner && { domainOwner }) });
      const { authorizationToken } = await client(as).send(command);
      return authorizationToken ?? '';
    },
    endpoint: (domain, repository, format = 'npm') =>
      `${emulator.url}/${format}/d/${domain}-${emulator.accountId}/${repository}`,
    async close() {
      for (const made of clients) made.destroy();
      await emulator.close();
    },
  };
}
