/** A rendered document with what revalidation needs. */
export interface CachedDocument {
  readonly etag: string;
  readonly body: Buffer;
  readonly gzipped?: Buffer;
}

interface Slot {
  readonly source: object;
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

  /** The document kept under `name`, if it was rendered from this very `source` record. */
  find(name: string, source: object): CachedDocument | undefined {
    const slot = this.slots.get(name);
    if (slot?.source !== source) return undefined;
    this.slots.delete(name);
    this.slots.set(name, slot);
    return slot.document;
  }

  keep(name: string, source: object, document: CachedDocument): void {
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

function sizeOf(document: CachedDocument): number {
  return document.body.length + (document.gzipped?.length ?? 0);
}
