import type { FetchedAssets } from '../registry/ports';

type Download = () => Promise<FetchedAssets | 'unavailable'>;

/**
 * Lets callers that want the same assets at the same time share one download (UP-059, NPM-166). The bytes stay staged
 * until the last of them has released its share.
 */
export function createSharedDownloads(): (
  key: string,
  download: Download,
) => Promise<FetchedAssets | 'unavailable'> {
  const flights = new Map<string, { sharers: number; readonly result: ReturnType<Download> }>();
  return async (key, download) => {
    const flight = flights.get(key) ?? { sharers: 0, result: download().finally(() => flights.delete(key)) };
    flights.set(key, flight);
    flight.sharers++;
    const fetched = await flight.result;
    if (fetched === 'unavailable') return fetched;
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
