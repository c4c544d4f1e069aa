import { ValidationException } from '../errors';
import type { HttpRequest } from '../util/http';
import { toCanonicalRequest } from './canonical-request';
import { InvalidSignatureException } from './errors';
import type { PresentedSignature } from './presented-signature';
import {
  equalsInConstantTime,
  hashPayload,
  signCanonicalRequest,
  UNSIGNED_PAYLOAD,
  type SigningKeys,
} from './sigv4';

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';

/** Throws ValidationException for aws-chunked bodies, which no client sends to this service (AUTH-010). */
export function assertNotChunked(http: HttpRequest): void {
  const sent = http.headers['x-amz-content-sha256'];
  if (typeof sent === 'string' && sent.startsWith('STREAMING-')) {
    throw new ValidationException(`x-amz-content-sha256 '${sent}' is not supported`);
  }
}

/**
 * What may have been signed as the payload's hash, most likely first (AUTH-007). Without a body (it is still to be
 * streamed) the header alone decides (AUTH-008); with one, the header must tell the truth (AUTH-009).
 */
function toPayloadHashes(http: HttpRequest, body: Buffer | undefined): string[] {
  const sent = http.headers['x-amz-content-sha256'];
  if (typeof sent !== 'string') {
    if (body === undefined) return [UNSIGNED_PAYLOAD];
    return body.length === 0 ? [hashPayload(body)] : [hashPayload(body), UNSIGNED_PAYLOAD];
  }
  if (body !== undefined && sent !== UNSIGNED_PAYLOAD && sent.toLowerCase() !== hashPayload(body)) {
    throw new InvalidSignatureException(
      "The value passed in x-amz-content-sha256 does not match the SHA-256 of the request's body.",
    );
  }
  return [sent];
}

/**
 * Throws InvalidSignatureException unless the request was signed with this secret (AUTH-018). Tries
 * `X-Forwarded-Host` in place of `Host` before it gives up (AUTH-012).
 */
export function assertSignature(
  http: HttpRequest,
  body: Buffer | undefined,
  presented: PresentedSignature,
  secretAccessKey: string,
  keys: SigningKeys,
): void {
  const { scope, signedHeaders, signature, timestamp } = presented;
  const key = keys.get(secretAccessKey, scope);
  const payloadHashes = toPayloadHashes(http, body);
  const forwarded = http.headers['x-forwarded-host'];
  const hosts = typeof forwarded === 'string' ? [undefined, forwarded.trim()] : [undefined];
  for (const host of hosts) {
    for (const payloadHash of payloadHashes) {
      const canonical = toCanonicalRequest(http, { signedHeaders, payloadHash, host });
      if (equalsInConstantTime(signCanonicalRequest(canonical, timestamp, scope, key), signature)) return;
    }
  }
  throw new InvalidSignatureException(MISMATCH);
}
