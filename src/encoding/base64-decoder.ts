/** Decodes base64 text that arrives in pieces. `undefined` means that it is not base64. */
export interface Base64Decoder {
  push(text: string): Buffer | undefined;
  /** Gives what was held back; call it once, after the last piece. */
  finish(): Buffer | undefined;
}

const LAST = /^(?:[A-Za-z0-9+/]{4})?(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** A strict decoder for the standard alphabet; padding may be left out, anything else is refused (NPM-105, SWIFT-062). */
export function createBase64Decoder(): Base64Decoder {
  let held = '';
  return {
    push(text) {
      held += text;
      // The last group may be padded: it is judged when the end is known.
      const length = Math.max(0, held.length - 4) & ~3;
      const bytes = Buffer.from(held.slice(0, length), 'base64');
      held = held.slice(length);
      // Node skips what is not base64, so the length tells.
      return bytes.length === (length / 4) * 3 ? bytes : undefined;
    },
    finish: () => (LAST.test(held) ? Buffer.from(held, 'base64') : undefined),
  };
}
