'use strict';

const { createHash, createHmac, timingSafeEqual } = require('node:crypto');

/** The SigV4 arithmetic alone, for the load generator and for the bare server it is compared with. */

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

const EMPTY_HASH = sha256('');
const SIGNED_HEADERS = ['amz-sdk-invocation-id', 'host', 'x-amz-date'];

const signingKeys = new Map();

function signingKey(secret, scope) {
  let key = signingKeys.get(scope);
  if (key === undefined) {
    key = scope.split('/').reduce((previous, part) => hmac(previous, part), `AWS4${secret}`);
    signingKeys.set(scope, key);
  }
  return key;
}

function signatureOf(secret, scope, method, url, headers, payloadHash = EMPTY_HASH) {
  const [path, query = ''] = url.split('?');
  const pairs = query.split('&').sort().join('&');
  const lines = SIGNED_HEADERS.map((name) => `${name}:${headers[name].trim()}\n`).join('');
  const canonical = [method, path, pairs, lines, SIGNED_HEADERS.join(';'), payloadHash].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  return hmac(signingKey(secret, scope), text).toString('hex');
}

/** Headers of one signed request; `id` makes its signature its own. */
function sign(method, url, host, id, body = '') {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${date.slice(0, 8)}/us-east-1/codeartifact/aws4_request`;
  const headers = { host, 'x-amz-date': date, 'amz-sdk-invocation-id': id };
  const signature = signatureOf('test', scope, method, url, headers, sha256(body));
  return {
    ...headers,
    authorization:
      `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=${SIGNED_HEADERS.join(';')}, ` +
      `Signature=${signature}`,
  };
}

/** Whether a request that `sign` made is intact. */
function verify(request) {
  const match = /Credential=test\/([^,]+), SignedHeaders=[^,]+, Signature=(\w{64})$/.exec(
    request.headers.authorization,
  );
  const expected = signatureOf('test', match[1], request.method, request.url, request.headers);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(match[2]));
}

module.exports = { sign, verify };
