/** Where to look for what somebody waits for. */
export interface Awaitable<T> {
  /** What has been already, oldest first. */
  readonly known: readonly T[];
  /** Tells of everything from now on, until the function that it gives is called. */
  readonly listen: (listener: (item: T) => void) => () => void;
}

/**
 * The first that is meant: of those that have been, else of those to come.
 * @param complaint what it rejects with when none comes within `timeoutMs`
 */
export async function awaitFirst<T>(
  { known, listen }: Awaitable<T>,
  isMeant: (item: T) => boolean,
  timeoutMs: number,
  complaint: string,
): Promise<T> {
  const first = known.find(isMeant);
  if (first !== undefined) return first;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(complaint))), timeoutMs);
    const stop = listen((item) => {
      try {
        if (isMeant(item)) end(() => resolve(item));
      } catch (error) {
        // The waiting one's own function failed: its concern, not that of whoever tells.
        end(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    });
    function end(settle: () => void): void {
      clearTimeout(timer);
      stop();
      settle();
    }
  });
}
