import { Readable } from 'node:stream';
import { parsePresentedSignature } from '../../../src/auth/presented-signature';
import { findPresentedToken } from '../../../src/auth/presented-token';
import { toCanonicalPath, toCanonicalQuery } from '../../../src/auth/canonical-request';
import { ServiceError } from '../../../src/errors';
import { packageFormats } from '../../../src/formats';
import { assertPattern } from '../../../src/registry/group-pattern';
import { assertPolicyDocument } from '../../../src/registry/policy-document';
import type { HttpRequest } from '../../../src/util/http';
import { expecting, type FuzzTarget } from '../target';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      ...{ Sid: 'a', Effect: 'Allow', Principal: { AWS: ['123456789012'] }, Action: 'codeartifact:*' },
      ...{ Resource: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': ['o-*'] } } },
    },
  ],
});
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=AKIA/20260304/us-east-1/codeartifact/aws4_request, SignedHeaders=host;x-amz-date, Signature=' +
  'a'.repeat(64);

/** What reads what callers of both doors say. */
export const requestTargets: readonly FuzzTarget[] = [
  {
    name: 'group-pattern',
    seeds: ['/*', '/npm/*', '/npm/space/name~', '/maven/com.x/a$', '/nuget//Contoso.*'],
    run: (input) => expecting([ServiceError], () => assertPattern(input.toString(), packageFormats)),
  },
  {
    name: 'policy',
    seeds: [POLICY],
    run: (input) => expecting([ServiceError], () => assertPolicyDocument(input.toString())),
  },
  {
    name: 'sigv4',
    seeds: [
      SIGNATURE,
      `\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260304%2Fus-east-1%2Fcodeartifact%2Faws4_request&X-Amz-Date=20260304T050607Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${'a'.repeat(64)}`,
      'Basic YXdzOnRva2Vu',
      'Bearer eyJ2ZXIiOjF9.a.b',
    ],
    run: (input) =>
      expecting([ServiceError], () => {
        const [authorization = '', query = ''] = input.toString('latin1').split('\n');
        const http = toRequest(authorization, query);
        findPresentedToken(http);
        toCanonicalPath(`/${authorization}`);
        toCanonicalQuery(query);
        return parsePresentedSignature(http);
      }),
  },
];

function toRequest(authorization: string, query: string): HttpRequest {
  return {
    ...{ method: 'GET', path: '/v1/domains', query, headers: { authorization }, rawHeaders: [] },
    ...{ scheme: 'http', authority: 'localhost', remoteAddress: '127.0.0.1', body: Readable.from([]) },
  };
}
