import { InternalServerException, ServiceError } from '../errors';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { RequestLogEntry } from './request-log';

/** What a door learns of a request on the way, for the request log. */
export type Outcome = {
  -readonly [K in 'action' | 'format' | 'account' | 'region' | 'principal']?: RequestLogEntry[K];
} & { error?: ServiceError };

/** Answers one request, errors included; rejects only when the client went away. */
export type RequestHandler = (requestId: string, outcome: Outcome) => Promise<HttpResponse>;

/** One of the two raw doors (DESIGN D2). */
export interface Door {
  readonly name: RequestLogEntry['door'];
  /** Takes the request on, or gives undefined when it is not this door's to answer. */
  accept(http: HttpRequest): RequestHandler | undefined;
}

/** Anything but a ServiceError is a defect: it is reported, and answered without detail. */
export function toServiceError(error: unknown, report: (unexpected: unknown) => void): ServiceError {
  if (error instanceof ServiceError) return error;
  report(error);
  return new InternalServerException();
}
