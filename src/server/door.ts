import type { AccessNote } from '../access/authorizer';
import type { AuditNotes } from '../audit/audited-request';
import { InternalServerException, ServiceError } from '../errors';
import type { FaultEffect } from '../faults/faults';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { RequestLogEntry } from './request-log';

type NotedMember =
  ('action' | 'format' | 'account' | 'region' | 'principal') | ('domain' | 'repository' | 'package' | 'from');

/** What a door learns of a request on the way, for the request log. */
export type Outcome = {
  -readonly [K in NotedMember]?: RequestLogEntry[K];
} & {
  error?: ServiceError;
  /** Absent: no fault strikes the request. */
  fault?: FaultEffect | undefined;
  /** How each permission was decided; absent where policies are not evaluated. */
  access?: AccessNote[];
  /** Absent: no audit trail is kept. */
  audit?: AuditNotes;
};

/** Answers one request, errors included; rejects only when the client went away. */
export type RequestHandler = (requestId: string, outcome: Outcome) => Promise<HttpResponse>;

/** One of the two raw doors (DESIGN D2). */
export interface Door {
  readonly name: RequestLogEntry['door'];
  /** Takes the request on, or gives undefined when it is not this door's to answer. */
  accept(http: HttpRequest): RequestHandler | undefined;
}

/**
 * What to answer for something thrown: anything but a ServiceError is a defect, reported and answered without detail.
 * Throws it again when the client went away half-way, for then there is nobody to answer.
 */
export function toServiceError(
  error: unknown,
  http: HttpRequest,
  report: (unexpected: unknown) => void,
): ServiceError {
  if (error instanceof ServiceError) return error;
  if (http.body.readableAborted) throw error;
  report(error);
  return new InternalServerException();
}

/** A refusal that also tells what decided: the kind of policy, or the statement that denied (IAM-112). */
export function withDecision(response: HttpResponse, { access, error }: Outcome): HttpResponse {
  const last = access?.at(-1);
  if (!last || error?.code !== 'AccessDeniedException') return response;
  const decided = last.statement ?? `no ${last.decider} policy`;
  const value = decided.replace(/[^\x20-\x7e]/g, '?');
  return { ...response, headers: { ...response.headers, 'x-emulator-authz': value } };
}
