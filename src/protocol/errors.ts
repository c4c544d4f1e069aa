import { ServiceError, ValidationException } from '../errors';

/** No operation has this method and raw path (AUTH-028). */
export function unknownOperation(method: string, path: string): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    404,
    `No operation answers ${method} ${path.length <= 200 ? path : `${path.slice(0, 200)}…`}`,
  );
}

/** The request cannot be read at all, as opposed to a value that breaks a constraint (REPO-016). */
export function cannotParse(message: string): ValidationException {
  return new ValidationException(message, 'CANNOT_PARSE');
}
