import { runInThisContext } from 'node:vm';
import { toWorkerAccount } from './worker-account';

/**
 * A setup file for each worker of Jest or Vitest: it signs with its own account as access key id, which makes it a caller
 * of that account (AUTH-132), so workers that create the same names do not notice each other.
 */
function useWorkerAccount(environment: NodeJS.ProcessEnv): void {
  const { CODEARTIFACT_LOCAL_BASE_ACCOUNT: base, JEST_WORKER_ID, VITEST_POOL_ID } = environment;
  if (base === undefined) return;
  environment['AWS_ACCESS_KEY_ID'] = toWorkerAccount(base, VITEST_POOL_ID ?? JEST_WORKER_ID);
  environment['AWS_SECRET_ACCESS_KEY'] = 'test';
}

useWorkerAccount(process.env);
// Jest hands a copy of the environment to each test file, but programs started without `env` get that of the process.
useWorkerAccount((runInThisContext('process') as NodeJS.Process).env); // the global that every Node process has
