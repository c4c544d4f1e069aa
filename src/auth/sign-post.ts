import { createSecretKey } from 'node:crypto';
import { toCanonicalRequest } from './canonical-request';
import { toIsoBasic } from './iso-basic';
import { ALGORITHM, deriveSigningKey, hashPayload, signCanonicalRequest, TERMINATOR } from './sigv4';

/** A POST that is to be signed, or another method's request. */
export interface PostToSign {
  readonly method?: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
  readonly region: string;
}

/**
 * The headers of a request with its SigV4 signature, for a call to another service.
 * @param now milliseconds
 */
export function signPost(
  { method = 'POST', url, headers, body, service, region }: PostToSign,
  { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
  now: number,
): Record<string, string> {
  const timestamp = toIsoBasic(now);
  const scope = { accessKeyId, date: timestamp.slice(0, 8), region, service, terminator: TERMINATOR };
  const sent = { ...headers, 'x-amz-date': timestamp };
  const signedHeaders = [...Object.keys(sent), 'host'].sort();
  const http = {
    method,
    path: url.pathname,
    query: url.search.slice(1),
    rawHeaders: ['host', url.host, ...Object.entries(sent).flat()],
  };
  const payloadHash = hashPayload(Buffer.from(body));
  const canonical = toCanonicalRequest(http, { signedHeaders, payloadHash });
  const key = createSecretKey(deriveSigningKey(secretAccessKey, scope));
  const signature = signCanonicalRequest(canonical, timestamp, scope, key);
  const credential = `${accessKeyId}/${scope.date}/${region}/${service}/${TERMINATOR}`;
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}
