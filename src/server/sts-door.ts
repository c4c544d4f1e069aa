import type { Authenticator } from '../auth/types';
import { ServiceError } from '../errors';
import type { Faults } from '../faults/faults';
import type { AssumeRoleParts } from '../sts/assume-role';
import { renderStsError, renderStsResult } from '../sts/render-sts';
import { answerSts } from '../sts/sts-actions';
import type { HttpRequest, HttpResponse } from '../util/http';
import { toServiceError, type Door, type Outcome } from './door';
import { readBody } from './http-adapter';
import { strike } from './request-faults';

const MAX_BODY = 64 * 1024;

export interface StsDoorParts extends AssumeRoleParts {
  readonly authenticator: Authenticator;
  readonly faults?: Faults;
  now(): number;
  onUnexpectedError(error: unknown): void;
}

/** The token service, for clients that are led here by `AWS_ENDPOINT_URL`: query protocol at `/` (AUTH-143). */
export function createStsDoor(parts: StsDoorParts): Door {
  async function answer(http: HttpRequest, requestId: string, outcome: Outcome): Promise<HttpResponse> {
    const body = http.method === 'POST' ? await readBody(http, MAX_BODY) : Buffer.alloc(0);
    if (body === undefined) throw new ServiceError('ValidationError', 400, 'The request body is too large');
    const now = parts.now();
    const parameters = new Map(new URLSearchParams(http.method === 'POST' ? body.toString() : http.query));
    const action = parameters.get('Action') ?? '';
    if (/^\w{1,64}$/.test(action)) outcome.action = action;
    const caller = parts.authenticator.authenticate(http, body, now, 'sts');
    outcome.account = caller.account;
    outcome.region = caller.region;
    outcome.principal = caller.principalArn;
    if (parts.faults?.isActive) strike(parts.faults, 'sts', http, outcome);
    const facts = { caller, now, sourceIp: http.remoteAddress, isSecure: http.scheme === 'https' };
    const result = await answerSts({ ...facts, parameters }, parts);
    return toResponse(200, renderStsResult(action, result, requestId), requestId);
  }

  return {
    name: 'sts',
    accept(http) {
      if (http.path !== '/' || !isQueryProtocol(http)) return undefined;
      return async (requestId, outcome) => {
        try {
          return await answer(http, requestId, outcome);
        } catch (error) {
          outcome.error = toServiceError(error, http, (unexpected) => parts.onUnexpectedError(unexpected));
          return toResponse(outcome.error.statusCode, renderStsError(outcome.error, requestId), requestId);
        }
      };
    },
  };
}

function isQueryProtocol({ method, headers, query }: HttpRequest): boolean {
  if (method === 'GET') return /(?:^|&)Action=/.test(query);
  return (
    method === 'POST' && headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  );
}

function toResponse(status: number, body: string, requestId: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
