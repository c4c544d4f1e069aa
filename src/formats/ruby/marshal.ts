/** A Ruby value of the few kinds that gem clients are sent (RUBY-040 … RUBY-042). */
export type RubyValue =
  null | boolean | number | string | RubySymbol | RubyHash | RubyObject | readonly RubyValue[];

export interface RubySymbol {
  readonly kind: 'symbol';
  readonly name: string;
}

export interface RubyHash {
  readonly kind: 'hash';
  readonly entries: readonly (readonly [RubyValue, RubyValue])[];
}

export type RubyObject =
  /** One with its instance variables. */
  | {
      readonly kind: 'object';
      readonly className: string;
      readonly variables: readonly (readonly [name: string, value: RubyValue])[];
    }
  /** One whose class makes it of another value (`marshal_load`). */
  | { readonly kind: 'custom'; readonly className: string; readonly value: RubyValue }
  /** One whose class makes it of bytes (`_load`); the variables are those of the bytes. */
  | {
      readonly kind: 'bytes';
      readonly className: string;
      readonly bytes: Buffer;
      readonly variables: readonly (readonly [name: string, value: RubyValue])[];
    };

const VERSION = Buffer.from([4, 8]);

export function symbol(name: string): RubySymbol {
  return { kind: 'symbol', name };
}

/** Serialises a value as Ruby's Marshal 4.8 does; texts are UTF-8, and no object is linked to another (RUBY-040). */
export function dumpMarshal(value: RubyValue): Buffer {
  const writer = createWriter();
  writer.raw(VERSION);
  writer.value(value);
  return writer.finish();
}

function createWriter() {
  let buffer = Buffer.allocUnsafe(1024);
  let length = 0;
  const symbols = new Map<string, number>();

  function reserve(more: number): void {
    if (length + more <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + more));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }
  function byte(code: number): void {
    reserve(1);
    buffer[length++] = code & 0xff;
  }
  function type(letter: string): void {
    byte(letter.charCodeAt(0));
  }
  function raw(bytes: Buffer): void {
    reserve(bytes.length);
    length += bytes.copy(buffer, length);
  }
  /** Ruby's packed form: small ones are one byte, others tell how many follow. */
  function integer(number: number): void {
    if (!Number.isInteger(number) || number < -(2 ** 30) || number >= 2 ** 30) {
      throw new RangeError(`${number} is no small integer of Ruby's`);
    }
    if (number === 0) return byte(0);
    if (number > 0 && number < 123) return byte(number + 5);
    if (number < 0 && number > -124) return byte(number - 5);
    const bytes: number[] = [];
    let rest = number;
    for (const end = number < 0 ? -1 : 0; rest !== end; rest >>= 8) bytes.push(rest & 0xff);
    byte(number < 0 ? -bytes.length : bytes.length);
    for (const one of bytes) byte(one);
  }
  function text(content: string): void {
    const size = Buffer.byteLength(content);
    integer(size);
    reserve(size);
    length += buffer.write(content, length);
  }
  function name(content: string): void {
    const known = symbols.get(content);
    if (known !== undefined) {
      type(';');
      return integer(known);
    }
    symbols.set(content, symbols.size);
    type(':');
    text(content);
  }
  function variables(pairs: readonly (readonly [string, RubyValue])[]): void {
    integer(pairs.length);
    for (const [key, content] of pairs) {
      name(key);
      value(content);
    }
  }
  function string(content: string): void {
    type('I');
    type('"');
    text(content);
    variables([['E', true]]);
  }
  function object(content: RubyObject): void {
    if (content.kind === 'object') {
      type('o');
      name(content.className);
      variables(content.variables);
    } else if (content.kind === 'custom') {
      type('U');
      name(content.className);
      value(content.value);
    } else {
      const has = content.variables.length > 0;
      if (has) type('I');
      type('u');
      name(content.className);
      integer(content.bytes.length);
      raw(content.bytes);
      if (has) variables(content.variables);
    }
  }
  function value(content: RubyValue): void {
    if (content === null) type('0');
    else if (typeof content === 'boolean') type(content ? 'T' : 'F');
    else if (typeof content === 'string') string(content);
    else if (typeof content === 'number') {
      type('i');
      integer(content);
    } else if ('kind' in content) {
      if (content.kind === 'symbol') name(content.name);
      else if (content.kind === 'hash') {
        type('{');
        integer(content.entries.length);
        for (const [key, item] of content.entries) {
          value(key);
          value(item);
        }
      } else object(content);
    } else {
      type('[');
      integer(content.length);
      for (const item of content) value(item);
    }
  }
  return { raw, value, finish: () => buffer.subarray(0, length) };
}
