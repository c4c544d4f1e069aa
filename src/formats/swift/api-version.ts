import { ServiceError } from '../../errors';
import { invalidRequest } from '../../registry/errors';

const MEDIA_RANGE = /^application\/vnd\.swift\.registry(?:\.v?([^+]*))?(?:\+.*)?$/i;

/**
 * Checks which version of the registry API a client wants; there is only one, which is also what those get that do not
 * say (SWIFT-007).
 * @throws 400 for a version that is no number, 415 for another one
 */
export function assertApiVersion(accept: string | undefined): void {
  const wanted = (accept ?? '').split(',').flatMap((range) => {
    const match = MEDIA_RANGE.exec((range.split(';')[0] ?? '').trim());
    return match ? [match[1] ?? '1'] : [];
  });
  if (wanted.length === 0 || wanted.some((version) => /^0*1$/.test(version))) return;
  const known = wanted.find((version) => /^\d+$/.test(version));
  if (known === undefined) throw invalidRequest(`invalid API version: '${wanted[0]}' is not a number.`);
  throw new ServiceError(
    'UnsupportedMediaType',
    415,
    `unsupported API version: there is no version ${known}, only 1.`,
  );
}
