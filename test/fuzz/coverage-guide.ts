import { Session } from 'node:inspector/promises';

/** Tells whether an input made code run that no input before it did: V8's own block coverage of files under `src/`. */
export interface CoverageGuide {
  /** Whether what ran since the last call holds anything new. */
  hasNew(): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startCoverageGuide(): Promise<CoverageGuide> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    async hasNew() {
      const { result } = await session.post('Profiler.takePreciseCoverage');
      const before = seen.size;
      for (const { url, functions } of result) {
        if (!/\/src\/[^:]+\.ts$/.test(url)) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            if (count > 0) seen.add(`${url}:${startOffset}-${endOffset}`);
          }
        }
      }
      return seen.size > before;
    },
    async stop() {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
