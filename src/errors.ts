/**
 * An error that a door answers with: a code for the client to dispatch on, an HTTP status and a message.
 * `members` are the further modelled members of the error's body (or headers, where the model binds them so).
 */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    readonly statusCode: number,
    message: string,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** The kinds of resource that an error can name (AUTH-043). */
export type ResourceType = 'domain' | 'repository' | 'package' | 'package-version' | 'asset';

/** Names the resource an error is about; package groups have no type of their own and leave both out. */
export interface ErrorResource {
  readonly resourceId?: string;
  readonly resourceType?: ResourceType;
}

/** The values of `ValidationException.reason` (AUTH-043, REPO-016). */
export type ValidationReason =
  'CANNOT_PARSE' | 'ENCRYPTION_KEY_ERROR' | 'FIELD_VALIDATION_FAILED' | 'UNKNOWN_OPERATION' | 'OTHER';

export class AccessDeniedException extends ServiceError {
  constructor(message: string) {
    super('AccessDeniedException', 403, message);
  }
}

export class ConflictException extends ServiceError {
  constructor(message: string, resource: ErrorResource = {}) {
    super('ConflictException', 409, message, { ...resource });
  }
}

export class InternalServerException extends ServiceError {
  constructor(message = 'Internal server error') {
    super('InternalServerException', 500, message);
  }
}

export class ResourceNotFoundException extends ServiceError {
  constructor(message: string, resource: ErrorResource = {}) {
    super('ResourceNotFoundException', 404, message, { ...resource });
  }
}

export class ServiceQuotaExceededException extends ServiceError {
  constructor(message: string, resource: ErrorResource = {}) {
    super('ServiceQuotaExceededException', 402, message, { ...resource });
  }
}

export class ThrottlingException extends ServiceError {
  constructor(message: string, retryAfterSeconds: number) {
    super('ThrottlingException', 429, message, { retryAfterSeconds });
  }
}

export class ValidationException extends ServiceError {
  constructor(message: string, reason: ValidationReason = 'OTHER') {
    super('ValidationException', 400, message, { reason });
  }
}
