import { InvalidSignatureException } from './errors';
import { toIsoBasic } from './iso-basic';
import type { PresentedSignature } from './presented-signature';
import { TERMINATOR } from './sigv4';
import type { SigningName } from './types';

const REGION = /^(?=.{1,32}$)[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/;

/** Whether a text has the form of a region's name; any such region exists here (AUTH-017). */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/** Throws InvalidSignatureException unless the signature is for the service, its own day and some region. */
export function assertScope(
  { scope, timestamp, signedHeaders }: PresentedSignature,
  service: SigningName,
): void {
  if (scope.terminator !== TERMINATOR) {
    throw new InvalidSignatureException(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${scope.terminator}'.`,
    );
  }
  if (scope.service !== service) {
    throw new InvalidSignatureException(`Credential should be scoped to correct service: '${service}'.`);
  }
  if (!isRegion(scope.region)) {
    throw new InvalidSignatureException('Credential should be scoped to a valid region.');
  }
  const day = timestamp.slice(0, 8);
  if (scope.date !== day) {
    throw new InvalidSignatureException(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${scope.date}' != '${day}', from '${timestamp}'.`,
    );
  }
  if (!signedHeaders.includes('host')) {
    throw new InvalidSignatureException("'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

const toSpan = (seconds: number): string => (seconds % 60 === 0 ? `${seconds / 60} min.` : `${seconds} sec.`);

/**
 * Throws InvalidSignatureException when the request was signed too long before or after `now` (AUTH-014); both
 * limits are still inside. A presigned request lives for as long as it says (AUTH-003). A skew of 0 checks only that.
 */
export function assertCurrent(presented: PresentedSignature, now: number, clockSkewSeconds: number): void {
  // Whole seconds, as in what is compared: otherwise a refusal could name two equal times.
  const second = Math.floor(now / 1000) * 1000;
  const { time, timestamp } = presented;
  const lifetime = presented.expiresSeconds ?? clockSkewSeconds;
  const earliest = second - lifetime * 1000;
  if (lifetime > 0 && time < earliest) {
    throw new InvalidSignatureException(
      `Signature expired: ${timestamp} is now earlier than ${toIsoBasic(earliest)} ` +
        `(${toIsoBasic(second)} - ${toSpan(lifetime)})`,
    );
  }
  const latest = second + clockSkewSeconds * 1000;
  if (clockSkewSeconds > 0 && time > latest) {
    throw new InvalidSignatureException(
      `Signature not yet current: ${timestamp} is still later than ${toIsoBasic(latest)} ` +
        `(${toIsoBasic(second)} + ${toSpan(clockSkewSeconds)})`,
    );
  }
}
