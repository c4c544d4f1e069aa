import { signPost } from '../../src/auth/sign-post';
import { buildSigned, NOW } from './build-request';

test('AUTH-005 a POST is signed as the SDK signs it', async () => {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
  const call = { body: '{"Entries":[]}', service: 'events', region: 'eu-west-1' };
  const expected = await buildSigned({ ...call, path: '/', query: {}, headers });
  const url = new URL('http://localhost:4680/');
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  expect(signPost({ ...call, url, headers }, credentials, NOW)).toMatchObject({
    ...headers,
    'x-amz-date': expected.headers['x-amz-date'],
    authorization: expected.headers.authorization,
  });
});
