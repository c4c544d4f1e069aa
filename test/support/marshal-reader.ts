/** What a Marshal dump holds; a symbol is its name after a colon, an object a record of its class and what is in it. */
export type Loaded =
  null | boolean | number | string | readonly Loaded[] | { readonly [key: string]: Loaded } | LoadedObject;

export interface LoadedObject {
  readonly class: string;
  readonly bytes?: Buffer;
  readonly content?: Loaded;
}

/** Reads Ruby's Marshal 4.8 as its documentation describes it; as much of it as gem clients are sent. Throws Error. */
export function loadMarshal(dump: Buffer): Loaded {
  const symbols: string[] = [];
  let at = 2;
  if (dump[0] !== 4 || dump[1] !== 8) throw new Error('not a dump of Marshal 4.8');
  const byte = (): number => {
    const code = dump[at++];
    if (code === undefined) throw new Error('the dump ends too soon');
    return code;
  };
  const take = (length: number): Buffer => {
    if (at + length > dump.length) throw new Error('the dump ends too soon');
    at += length;
    return dump.subarray(at - length, at);
  };
  const integer = (): number => {
    const code = dump.readInt8(at++);
    if (code === 0) return 0;
    if (code > 4) return code - 5;
    if (code < -4) return code + 5;
    const bytes = take(Math.abs(code));
    return code > 0 ? bytes.readUIntLE(0, code) : bytes.readUIntLE(0, -code) - 256 ** -code;
  };
  const symbol = (): string => {
    const type = String.fromCharCode(byte());
    if (type === ':') {
      const name = take(integer()).toString();
      symbols.push(name);
      return name;
    }
    const known = type === ';' ? symbols[integer()] : undefined;
    if (known === undefined) throw new Error(`no symbol at ${at}`);
    return known;
  };
  const variables = (): Record<string, Loaded> =>
    Object.fromEntries(Array.from({ length: integer() }, () => [symbol(), value()]));
  const withVariables = (): Loaded => {
    const content = value();
    const about = variables();
    if (typeof content === 'string') {
      if (about['E'] !== true) throw new Error('a text that is not UTF-8');
      return content;
    }
    if (content === null || typeof content !== 'object' || Array.isArray(content)) {
      throw new Error('only a text or an object has variables');
    }
    return { ...content, ...about };
  };
  const key = (): string => {
    const loaded = value();
    if (typeof loaded !== 'string') throw new Error('a key that is no text');
    return loaded;
  };
  function value(): Loaded {
    const type = String.fromCharCode(byte());
    switch (type) {
      case '0':
        return null;
      case 'T':
      case 'F':
        return type === 'T';
      case 'i':
        return integer();
      case ':':
      case ';':
        at -= 1;
        return `:${symbol()}`;
      case '"':
        return take(integer()).toString();
      case 'I':
        return withVariables();
      case '[':
        return Array.from({ length: integer() }, value);
      case '{':
        return Object.fromEntries(Array.from({ length: integer() }, () => [key(), value()]));
      case 'o':
        return { class: symbol(), ...variables() };
      case 'U':
        return { class: symbol(), content: value() };
      case 'u':
        return { class: symbol(), bytes: take(integer()) };
      default:
        throw new Error(`nothing is known of ${JSON.stringify(type)}`);
    }
  }
  const loaded = value();
  if (at !== dump.length) throw new Error('there is something behind the value');
  return loaded;
}
