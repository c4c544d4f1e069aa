import type { ServiceError } from '../errors';
import { escapeXml } from '../encoding/xml';
import type { StsElements } from './sts-request';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** What STS calls the refusals that other services have other names for. */
const CODES: Readonly<Record<string, string>> = {
  UnrecognizedClientException: 'InvalidClientTokenId',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  IncompleteSignatureException: 'IncompleteSignature',
  ExpiredTokenException: 'ExpiredToken',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  AccessDeniedException: 'AccessDenied',
  ValidationException: 'ValidationError',
  InternalServerException: 'InternalFailure',
};

/** An answer of the token service. */
export function renderStsResult(action: string, result: StsElements, requestId: string): string {
  return renderElements({
    [`${action}Response xmlns="${NAMESPACE}"`]: {
      [`${action}Result`]: result,
      ResponseMetadata: { RequestId: requestId },
    },
  });
}

/** A refusal of the token service. */
export function renderStsError({ code, statusCode, message }: ServiceError, requestId: string): string {
  const Type = statusCode < 500 ? 'Sender' : 'Receiver';
  return renderElements({
    [`ErrorResponse xmlns="${NAMESPACE}"`]: {
      Error: { Type, Code: CODES[code] ?? code, Message: message },
      RequestId: requestId,
    },
  });
}

function renderElements(elements: StsElements): string {
  return Object.entries(elements)
    .map(([tag, content]) => {
      const inner = typeof content === 'string' ? escapeXml(content) : renderElements(content);
      return `<${tag}>${inner}</${tag.split(' ', 1).join('')}>`;
    })
    .join('');
}
