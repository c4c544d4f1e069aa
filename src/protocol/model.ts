import type { HttpRequest, HttpResponse } from '../util/http';
import { compileDecoder, type Payload } from './decode';
import { compileEncoder } from './encode';
import { compileErrorEncoder, type ErrorEncoder } from './encode-error';
import { loadServiceModel, nameOf, type Model, type Shape } from './service-model';
import { createRouter } from './router';
import type { InputOf, OperationName, OutputOf } from './types';

/** One operation, compiled from the model. */
export interface CompiledOperation<N extends OperationName = OperationName> {
  readonly name: N;
  readonly method: string;
  readonly path: string;
  /** What the input reads of the body; for `blob` the door leaves the request's stream alone. */
  readonly payload: Payload;
  /**
   * The decoded and validated input; throws ValidationException. `body` is the whole body, already read, except for a
   * blob payload, whose member is `http.body`.
   */
  decode(http: HttpRequest, body: Buffer): InputOf<N>;
  /** The response, without the request id that the door adds. */
  encode(output: OutputOf<N>): HttpResponse;
}

export interface Protocol {
  readonly operations: ReadonlyMap<OperationName, CompiledOperation>;
  /** The operation at a raw path; undefined for an unknown path as well as for a method the path does not have. */
  readonly route: (method: string, rawPath: string) => CompiledOperation | undefined;
  readonly encodeError: ErrorEncoder;
}

let compiled: Protocol | undefined;

/**
 * Compiles restJson1 from the service model, once in a process (DESIGN D5): nothing in it changes, so that all emulators can
 * share it. Throws on what it cannot express.
 */
export function loadProtocol(): Protocol {
  return (compiled ??= compileProtocol(loadServiceModel()));
}

function compileProtocol(model: Model): Protocol {
  const operations = new Map<OperationName, CompiledOperation>();
  for (const [id, shape] of model.shapes) {
    if (shape.type !== 'operation') continue;
    // The model's operations are the SDK's: test/protocol/sdk-schemas.test.ts compares them.
    const name = nameOf(id) as OperationName;
    operations.set(name, compileOperation(model, name, shape));
  }
  return {
    operations,
    route: createRouter([...operations.values()]),
    encodeError: compileErrorEncoder(model),
  };
}

const NOTHING: Shape = { type: 'structure' };

function compileOperation(model: Model, name: OperationName, shape: Shape): CompiledOperation {
  const http = shape.traits?.['smithy.api#http'];
  if (http === undefined) throw new Error(`${name} has no HTTP binding`);
  const decoder = compileDecoder(model, shape.input ? model.shape(shape.input.target) : NOTHING);
  const encode = compileEncoder(model, shape.output ? model.shape(shape.output.target) : NOTHING, http.code);
  return {
    name,
    method: http.method,
    path: http.uri,
    payload: decoder.payload,
    // Loosely typed within: the decoder has established what the SDK's type for this input says.
    decode: (request, body) => decoder.decode(request, body),
    encode: (output) => encode(output),
  };
}
