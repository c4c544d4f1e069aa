import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { sendHttpResponse } from '../../src/server/http-adapter';

test('a body whose headers cannot be sent is let go of', () => {
  const to = new ServerResponse(new IncomingMessage(new Socket()));
  const body = Readable.from(['content']);
  const response = { status: 200, headers: { 'x-name': 'a\0b' }, body };
  expect(() => sendHttpResponse(response, to, 'GET', {})).toThrow('Invalid character in header content');
  expect(body.destroyed).toBe(true);
});
