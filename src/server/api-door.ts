import type { Authorizer } from '../access/authorizer';
import { isReadOnly } from '../audit/audited-request';
import type { Authenticator } from '../auth/types';
import { ServiceError, ValidationException } from '../errors';
import type { Faults } from '../faults/faults';
import type { OperationContext } from '../operations/operation';
import type { Operations } from '../operations';
import { permissionsOf } from '../operations/permissions';
import { unknownOperation } from '../protocol/errors';
import type { CompiledOperation, Protocol } from '../protocol/model';
import type { HttpRequest, HttpResponse } from '../util/http';
import { renderRepositoryEndpoint, type AddressingOptions } from './addressing';
import { toServiceError, withDecision, type Door, type Outcome } from './door';
import { readBody } from './http-adapter';
import { noteSubject } from './note-subject';
import { strike } from './request-faults';
import type { Throttle } from './throttle';

// Far above the largest request that keeps to the model's limits.
const MAX_JSON_BODY = 1024 * 1024;

export interface ApiDoorParts {
  readonly protocol: Protocol;
  readonly authenticator: Authenticator;
  readonly operations: Operations;
  readonly addressing: AddressingOptions;
  /** Absent: policies are kept, and not evaluated. */
  readonly authorizer?: Authorizer | undefined;
  /** Absent: no rate is enforced. */
  readonly throttle?: Throttle | undefined;
  readonly faults?: Faults;
  /** What every handler gets, whoever calls. */
  readonly shared: Omit<OperationContext, 'caller' | 'now' | 'repositoryEndpoint'>;
  now(): number;
  onUnexpectedError(error: unknown): void;
}

/** The SigV4 API: every step of a request, in order (AUTH-027). */
export function createApiDoor(parts: ApiDoorParts): Door {
  const { protocol, authenticator, operations, addressing, shared } = parts;

  async function answer(http: HttpRequest, outcome: Outcome): Promise<HttpResponse> {
    const operation = protocol.route(http.method, http.path);
    if (operation === undefined) throw unknownOperation(http.method, http.path);
    outcome.action = operation.name;
    const body = await readJsonBody(operation, http);
    const now = parts.now();
    const caller = authenticator.authenticate(http, body, now);
    outcome.account = caller.account;
    outcome.region = caller.region;
    outcome.principal = caller.principalArn;
    if (outcome.audit) outcome.audit.caller = caller;
    parts.throttle?.([
      { rate: operation.name, subject: caller.account },
      { rate: isReadOnly(operation.name) ? 'reads' : 'writes', subject: caller.account },
    ]);
    const input = operation.decode(http, body ?? Buffer.alloc(0));
    if (outcome.audit) outcome.audit.input = input;
    noteSubject(outcome, input, shared.formats);
    const handler = operations.get(operation.name);
    if (handler === undefined) throw notPartOfThisVersion(operation.name);
    const context: OperationContext = {
      caller,
      now,
      repositoryEndpoint: (id, format) => renderRepositoryEndpoint(http, id, format, addressing),
      // Last: to add to a copy is several times as dear, and each would be of another hidden class.
      ...shared,
    };
    if (parts.authorizer) {
      const facts = { caller, now, sourceIp: http.remoteAddress, isSecure: http.scheme === 'https' };
      const needed = await permissionsOf(operation.name, input, context);
      await parts.authorizer.assertAllowed(facts, needed, (outcome.access = []));
    }
    if (parts.faults?.isActive) strike(parts.faults, 'api', http, outcome);
    const output = await handler.handle(input, context);
    return operation.encode(output);
  }

  return {
    name: 'api',
    accept(http) {
      if (!http.path.startsWith('/v1/')) return undefined;
      return async (requestId, outcome) => {
        try {
          return await answer(http, outcome);
        } catch (error) {
          outcome.error = toServiceError(error, http, (unexpected) => parts.onUnexpectedError(unexpected));
          return withDecision(protocol.encodeError(outcome.error, requestId), outcome);
        }
      };
    },
  };
}

async function readJsonBody(operation: CompiledOperation, http: HttpRequest): Promise<Buffer | undefined> {
  if (operation.payload === 'blob') return undefined;
  const body = await readBody(http, MAX_JSON_BODY);
  if (body === undefined) throw new ValidationException('The request body is too large', 'CANNOT_PARSE');
  return body;
}

/** What an operation answers that a later version brings; `GET /_codeartifact/coverage` lists it as missing. */
function notPartOfThisVersion(name: string): ServiceError {
  return new ServiceError(
    'NotImplementedException',
    501,
    `${name} is not part of this version of codeartifact-local; GET /_codeartifact/coverage lists what is.`,
  );
}
