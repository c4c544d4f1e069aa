import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Tells a client that waits with its body (`Expect: 100-continue`) to go on as soon as somebody wants to read it. What is
 * refused before is answered straight away, and its body need not be sent at all (RFC 9110, 10.1.1; SWIFT-063). To read
 * past what is left is not to want it.
 */
export function continueWhenRead(message: IncomingMessage, response: ServerResponse): void {
  const ask = (event: string | symbol): void => {
    if (event !== 'data' && event !== 'readable') return;
    message.off('newListener', ask);
    if (!response.headersSent) response.writeContinue();
  };
  message.on('newListener', ask);
  // Node closes the connection otherwise, under clients that name the expectation and do not wait: their answer is lost.
  if (!/\bclose\b/i.test(message.headers.connection ?? '')) response.setHeader('connection', 'keep-alive');
}
