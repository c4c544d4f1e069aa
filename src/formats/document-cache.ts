/** A rendered document with what revalidation needs. */
export interface CachedDocument {
  readonly etag: string;
  readonly body: Buffer;
  /** Sent with it whatever becomes of its body. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Made when it is first asked for, and kept. */
  readonly gzipped: () => Promise<Buffer>;
}

interface Slot {
  readonly source: readonly unknown[];
  readonly document: CachedDocument;
}

/**
 * Keeps rendered documents as long as the records they were rendered from are the current ones. A record never
 * changes, so its identity is all there is to compare; the least recently used documents go first.
 */
export class DocumentCache {
  private readonly slots = new Map<string, Slot>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** The document kept under `name`, if it was rendered from these very records and documents. */
  find(name: string, source: readonly unknown[]): CachedDocument | undefined {
    const slot = this.slots.get(name);
    if (!slot || !isSame(slot.source, source)) return undefined;
    this.slots.delete(name);
    this.slots.set(name, slot);
    return slot.document;
  }

  keep(name: string, source: readonly unknown[], document: CachedDocument): void {
    this.drop(name);
    const size = sizeOf(document);
    if (size > this.maxBytes) return;
    this.slots.set(name, { source, document });
    this.bytes += size;
    for (const oldest of this.slots.keys()) {
      if (this.bytes <= this.maxBytes) break;
      this.drop(oldest);
    }
  }

  private drop(name: string): void {
    const slot = this.slots.get(name);
    if (slot === undefined) return;
    this.slots.delete(name);
    this.bytes -= sizeOf(slot.document);
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

// Twice, because the gzipped form may join it.
function sizeOf(document: CachedDocument): number {
  return document.body.length * 2;
}
