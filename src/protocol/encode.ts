import { Readable } from 'node:stream';
import type { HttpResponse } from '../util/http';
import type { Member, Model, Shape } from './service-model';
import { compileStructureWriter } from './write-shape';

/** Turns a handler's output into the response; the door adds the request id. */
export type Encoder = (output: Readonly<Record<string, unknown>>) => HttpResponse;

const JSON_HEADERS = Object.freeze({ 'content-type': 'application/json' });

/** Compiles an operation's output structure; throws on a binding or type that is not supported. */
export function compileEncoder(model: Model, output: Shape, status: number): Encoder {
  const headersOf = compileHeaders(output);
  const payload = Object.entries(output.members ?? {}).find(
    ([, { traits }]) => traits?.['smithy.api#httpPayload'] !== undefined,
  );
  if (payload !== undefined) return blobEncoder(model, payload, headersOf, status);
  const write = compileStructureWriter(model, output, ({ traits }) => !traits?.['smithy.api#httpHeader']);
  return (value) => ({
    status,
    headers: headersOf(value, JSON_HEADERS),
    body: JSON.stringify(write(value)),
  });
}

/**
 * Compiles the header members of a structure. Their values go out as UTF-8 bytes: node:http writes a header's
 * characters as one byte each and refuses others.
 */
export function compileHeaders(
  shape: Shape,
): (
  value: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
) => Readonly<Record<string, string>> {
  const bound = Object.entries(shape.members ?? {}).flatMap(([name, { traits }]) => {
    const header = traits?.['smithy.api#httpHeader'];
    return header === undefined ? [] : [{ name, header }];
  });
  if (bound.length === 0) return (_value, headers) => headers;
  return (value, headers) => {
    const all: Record<string, string> = { ...headers };
    for (const { name, header } of bound) {
      const member = value[name];
      if (typeof member === 'string' || typeof member === 'number')
        all[header] = toHeaderValue(String(member));
    }
    return all;
  };
}

/** The model lets control characters into names, which no header can hold: they go out as in a URL. */
function toHeaderValue(text: string): string {
  const safe = text.replace(/[\0-\x1f\x7f]/g, encodeURIComponent);
  return Buffer.from(safe, 'utf8').toString('latin1');
}

function blobEncoder(
  model: Model,
  [name, member]: [string, Member],
  headersOf: ReturnType<typeof compileHeaders>,
  status: number,
): Encoder {
  const { type } = model.shape(member.target);
  if (type !== 'blob') throw new Error(`A ${type} as the payload of a response is not supported`);
  return (value) => {
    const body = value[name];
    if (!(body instanceof Readable)) throw new TypeError(`The output's ${name} is not a stream`);
    const length = typeof value.contentLength === 'number' && {
      'content-length': String(value.contentLength),
    };
    return {
      status,
      headers: headersOf(value, { 'content-type': 'application/octet-stream', ...length }),
      body,
    };
  };
}
