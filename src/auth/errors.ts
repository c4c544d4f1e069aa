import { ServiceError } from '../errors';

/**
 * The refusals of AWS's signature layer: not in the service's model, all 403, and a message is their only
 * member (AUTH-044, REAL-006).
 */

/** The request carries no authentication at all (AUTH-021). */
export class MissingAuthenticationTokenException extends ServiceError {
  constructor() {
    super('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
  }
}

/** The authentication is of the wrong kind, or a part of it is absent or unreadable (AUTH-004, AUTH-022, AUTH-023). */
export class IncompleteSignatureException extends ServiceError {
  constructor(message: string) {
    super('IncompleteSignatureException', 403, message);
  }
}

/** The signature is complete but out of date, scoped to something else, or wrong (AUTH-014 to AUTH-018). */
export class InvalidSignatureException extends ServiceError {
  constructor(message: string) {
    super('InvalidSignatureException', 403, message);
  }
}

/** Nobody here has this access key, or not with this session token (AUTH-019). */
export class UnrecognizedClientException extends ServiceError {
  constructor() {
    super('UnrecognizedClientException', 403, 'The security token included in the request is invalid.');
  }
}

/** The temporary credentials have expired (AUTH-020). */
export class ExpiredTokenException extends ServiceError {
  constructor() {
    super('ExpiredTokenException', 403, 'The security token included in the request is expired');
  }
}
