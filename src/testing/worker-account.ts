const ACCOUNTS = 10n ** 12n;

/**
 * The account of a worker of a test run: so many after that of the run. Worker ids are small whole numbers from 1 on
 * (JEST_WORKER_ID, VITEST_POOL_ID); whoever has none is the run's own account.
 */
export function toWorkerAccount(base: string, worker: string | undefined): string {
  const number = /^\d{1,9}$/.test(worker ?? '') ? BigInt(worker ?? 0) : 0n;
  return String((BigInt(base) + number) % ACCOUNTS).padStart(12, '0');
}
