/** A document as it was last received. */
export interface KeptDocument {
  readonly etag: string | undefined;
  /** Of the bytes, for registries without ETags. */
  readonly digest: string;
  readonly size: number;
  readonly value: object;
  /** When the registry last confirmed it, on the emulator's clock. */
  readonly checkedTime: number;
}

export interface KeptDocuments {
  find(path: string): KeptDocument | undefined;
  keep(path: string, document: KeptDocument): void;
  drop(path: string): void;
}

/** Keeps documents up to so many bytes as received; those used least recently go first. */
export function createKeptDocuments(maxBytes: number): KeptDocuments {
  const documents = new Map<string, KeptDocument>();
  let bytes = 0;
  const drop = (path: string): void => {
    bytes -= documents.get(path)?.size ?? 0;
    documents.delete(path);
  };
  return {
    drop,
    find(path) {
      const document = documents.get(path);
      if (!document) return undefined;
      documents.delete(path);
      documents.set(path, document);
      return document;
    },
    keep(path, document) {
      drop(path);
      documents.set(path, document);
      bytes += document.size;
      for (const oldest of documents.keys()) {
        // The newest stays, whatever its size: it is about to be used.
        if (bytes <= maxBytes || oldest === path) break;
        drop(oldest);
      }
    },
  };
}
