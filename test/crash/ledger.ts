/** Where a version stands. */
export interface Place {
  readonly repository: string;
  readonly format: 'generic' | 'npm';
  readonly package: string;
  readonly version: string;
}

export type Status = 'absent' | 'Published' | 'Disposed';

/** A version that some client made, and what the emulator may say of it. */
export interface Entry {
  readonly place: Place;
  readonly asset: string;
  readonly sha256: string;
  /** One, unless the emulator died over a request that would have changed it. */
  possible: readonly Status[];
}

/** What the clients know: every change that was answered, and those that were not. */
export interface Ledger {
  readonly entries: readonly Entry[];
  add(entry: Omit<Entry, 'possible'>): Entry;
  /** Entries that changed since this was asked last. */
  takeChanged(): readonly Entry[];
  /** Makes a change: both outcomes are possible until `request` has been answered. */
  change(entry: Entry, to: Status, request: () => Promise<void>): Promise<void>;
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const entries: Entry[] = [];
  let changed = new Set<Entry>();
  return {
    entries,
    add(entry) {
      const added: Entry = { ...entry, possible: ['absent'] };
      entries.push(added);
      return added;
    },
    takeChanged() {
      const taken = [...changed];
      changed = new Set();
      return taken;
    },
    async change(entry, to, request) {
      changed.add(entry);
      entry.possible = [...entry.possible, to];
      await request();
      entry.possible = [to];
    },
  };
}
