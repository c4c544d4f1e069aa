import type { FetchedAssets } from '../registry/ports';

/**
 * Lets callers that want the same assets at the same time share one download (UP-059, NPM-166). The bytes stay staged
 * until the last of them has released its share.
 */
export function createSharedDownloads<Miss extends string>(): (
  key: string,
  download: () => Promise<FetchedAssets | Miss>,
) => Promise<FetchedAssets | Miss> {
  const flights = new Map<string, { sharers: number; readonly result: Promise<FetchedAssets | Miss> }>();
  return async (key, download) => {
    const flight = flights.get(key) ?? { sharers: 0, result: download().finally(() => flights.delete(key)) };
    flights.set(key, flight);
    flight.sharers++;
    const fetched = await flight.result;
    if (typeof fetched === 'string') return fetched;
    let isReleased = false;
    return {
      ...fetched,
      release() {
        if (isReleased) return;
        isReleased = true;
        if (--flight.sharers === 0) fetched.release();
      },
    };
  };
}
