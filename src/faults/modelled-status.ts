/** Statuses of the errors that the service's model has, and of those that every service of AWS may answer with. */
export const modelledStatus: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ConflictException: 409,
  InternalServerException: 500,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 402,
  ThrottlingException: 429,
  ValidationException: 400,
  ExpiredTokenException: 403,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidSignatureException: 403,
  RequestExpired: 400,
  ServiceUnavailable: 503,
  UnrecognizedClientException: 403,
};
