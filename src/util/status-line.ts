/** The last line of a terminal, which says how far long work is. Where standard error is no terminal nothing is shown. */
export interface StatusLine {
  /** Shows `text` in place of what was shown before; what changes faster than can be read is left out. */
  show(text: string): void;
  /** Removes what is shown, so that something else can be written. */
  clear(): void;
  /** Leaves `text` behind. */
  end(text: string): void;
}

const MIN_MILLISECONDS = 100;

/** @param out the terminal, or what stands in its place */
export function createStatusLine(out: NodeJS.WriteStream = process.stderr): StatusLine {
  let isShown = false;
  let shownAt = -Infinity;
  const write = (text: string): void => void (out.isTTY && out.write(`\r\u001b[K${text}`));
  return {
    show(text) {
      const now = performance.now();
      if (now - shownAt < MIN_MILLISECONDS) return;
      [shownAt, isShown] = [now, true];
      // One that is longer than a line could not be taken back.
      write(text.slice(0, (out.columns || 80) - 1));
    },
    clear() {
      if (isShown) write('');
      isShown = false;
    },
    end(text) {
      write(`${text}\n`);
      isShown = false;
    },
  };
}

/** A number of bytes as people read it: `12.3 MiB`. */
export function toMebibytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}
