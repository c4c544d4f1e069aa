/** The last items of a stream without end, oldest first. */
export interface LastItems<T> {
  add(item: T): void;
  list(): readonly T[];
  clear(): void;
  /** How many are held at present, those included that are not listed any more. */
  held(): number;
}

/** Keeps `capacity` items; those before them are let go an eighth at a time, so that none is paid for one by one. */
export function createLastItems<T>(capacity: number): LastItems<T> {
  const limit = capacity + Math.ceil(capacity / 8);
  let items: T[] = [];
  return {
    add(item) {
      items.push(item);
      if (items.length >= limit) items = items.slice(-capacity);
    },
    list: () => items.slice(-capacity),
    clear() {
      items = [];
    },
    held: () => items.length,
  };
}
