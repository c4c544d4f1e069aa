import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CodeartifactClient, CodeartifactClientConfig } from '@aws-sdk/client-codeartifact';

const PACKAGE = '@aws-sdk/client-codeartifact';

/** Who a client is; a 12-digit account signs with a key of that account, which is not verified in mode `lenient`. */
export interface ClientIdentity {
  readonly account?: string;
  readonly region?: string;
}

/** What a client of the SDK has to know of an emulator. */
export interface ClientTarget {
  readonly url: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/**
 * Makes a client with the AWS SDK that is installed in the project of whoever calls, or beside this package.
 * @throws Error saying what to install when there is none
 */
export function createEmulatorClient(
  { url, region, credentials }: ClientTarget,
  { account, region: own }: ClientIdentity,
  config: Omit<CodeartifactClientConfig, 'endpoint' | 'credentials' | 'region'>,
): CodeartifactClient {
  const { CodeartifactClient: Client } = loadSdk();
  return new Client({
    ...config,
    endpoint: url,
    region: own ?? region,
    credentials: account === undefined ? credentials : { accessKeyId: account, secretAccessKey: 'any' },
  });
}

function loadSdk(): { readonly CodeartifactClient: typeof CodeartifactClient } {
  for (const from of [join(process.cwd(), 'package.json'), __filename]) {
    try {
      const found: unknown = createRequire(from)(PACKAGE);
      return found as ReturnType<typeof loadSdk>; // the package's own types
    } catch (error) {
      // One that is there and broken has its own error to tell.
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'MODULE_NOT_FOUND' || !message.includes(`'${PACKAGE}'`)) throw error;
    }
  }
  throw new Error(
    `client() needs the package ${PACKAGE}, which is not installed: npm install --save-dev ${PACKAGE}`,
  );
}
