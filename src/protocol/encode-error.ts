import type { ServiceError } from '../errors';
import type { HttpResponse } from '../util/http';
import { compileHeaders } from './encode';
import { nameOf, type Model, type Shape } from './service-model';
import { compileStructureWriter } from './write-shape';

/** Turns an error into the response of the API door (AUTH-040). */
export type ErrorEncoder = (error: ServiceError, requestId: string) => HttpResponse;

interface ErrorShape {
  headers: ReturnType<typeof compileHeaders>;
  body: ReturnType<typeof compileStructureWriter>;
}

/**
 * Compiles the model's errors: their members go where the model binds them (AUTH-042). Errors that are not modelled,
 * like those of the signature, carry only their message (AUTH-044).
 */
export function compileErrorEncoder(model: Model): ErrorEncoder {
  const modelled = new Map<string, ErrorShape>();
  for (const [id, shape] of model.shapes) {
    if (shape.traits?.['smithy.api#httpError'] !== undefined)
      modelled.set(nameOf(id), compileError(model, shape));
  }
  return (error, requestId) => {
    const shape = modelled.get(error.code);
    const headers = {
      'content-type': 'application/json',
      'x-amzn-errortype': error.code,
      'x-amzn-requestid': requestId,
    };
    return {
      status: error.statusCode,
      headers: shape?.headers(error.members, headers) ?? headers,
      // AUTH-041: clients that do not look at the header find the code here.
      body: JSON.stringify({ __type: error.code, message: error.message, ...shape?.body(error.members) }),
    };
  };
}

function compileError(model: Model, shape: Shape): ErrorShape {
  return {
    headers: compileHeaders(shape),
    body: compileStructureWriter(model, shape, ({ traits }) => !traits?.['smithy.api#httpHeader']),
  };
}
