/** Decides how much of the blobs may stay in memory. */
export interface MemoryBudget {
  /** Takes `bytes` for a blob that holds `held` already; false, and nothing taken, when they do not fit. */
  take(bytes: number, held: number): boolean;
  giveBack(bytes: number): void;
  taken(): number;
}

/** A budget of `total` bytes, of which one blob gets `perBlob` at most. */
export function createMemoryBudget(total: number, perBlob: number): MemoryBudget {
  let taken = 0;
  return {
    take(bytes, held) {
      if (held + bytes > perBlob || taken + bytes > total) return false;
      taken += bytes;
      return true;
    },
    giveBack(bytes) {
      taken -= bytes;
    },
    taken: () => taken,
  };
}
