import { ServiceError } from '../../errors';

/** A form of the project page and the type it is sent under (PYPI-026 … PYPI-029). */
export interface Representation {
  readonly form: 'json' | 'html';
  readonly contentType: string;
}

const JSON_V1: Representation = { form: 'json', contentType: 'application/vnd.pypi.simple.v1+json' };
const HTML_V1: Representation = { form: 'html', contentType: 'application/vnd.pypi.simple.v1+html' };
const HTML: Representation = { form: 'html', contentType: 'text/html; charset=utf-8' };

/** In the order of preference where a client has none; HTML is the service's default. */
const SUPPORTED: readonly (readonly [type: string, representation: Representation])[] = [
  ['text/html', HTML],
  ['application/vnd.pypi.simple.v1+html', HTML_V1],
  ['application/vnd.pypi.simple.latest+html', HTML_V1],
  ['application/vnd.pypi.simple.v1+json', JSON_V1],
  ['application/vnd.pypi.simple.latest+json', JSON_V1],
];

/**
 * The form that an Accept header prefers; the more exact of its ranges decides about a type.
 * @throws 406 when it takes none of them (PYPI-029)
 */
export function negotiate(accept: string | undefined): Representation {
  if (accept === undefined || accept.trim() === '') return HTML;
  const ranges = accept.split(',').map(parseRange);
  let [best, quality] = [HTML, 0];
  for (const [type, representation] of SUPPORTED) {
    const offered = qualityOf(type, ranges);
    if (offered > quality) [best, quality] = [representation, offered];
  }
  if (quality > 0) return best;
  throw new ServiceError(
    'NotAcceptable',
    406,
    `None of ${SUPPORTED.map(([type]) => type).join(', ')} is accepted.`,
  );
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function parseRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const given = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = given === undefined ? 1 : Number(given.slice('q='.length));
  return { type, quality: Number.isFinite(quality) ? quality : 0 };
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  const covers = [type, `${type.split('/')[0]}/*`, '*/*'];
  for (const cover of covers) {
    const range = ranges.find((candidate) => candidate.type === cover);
    if (range) return range.quality;
  }
  return 0;
}
