const PROBLEMS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request line and headers are too long'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive'],
};

/** What a request that is no HTTP gets, by Node's code for why: a modelled error, after which the connection is closed. */
export function renderUnreadable(code: string | undefined, requestId: string, now: number): string {
  const [status, message] = PROBLEMS[code ?? ''] ?? ['400 Bad Request', 'The request is not valid HTTP'];
  const body = JSON.stringify({ __type: 'ValidationException', message, reason: 'CANNOT_PARSE' });
  return [
    `HTTP/1.1 ${status}`,
    `Date: ${new Date(now).toUTCString()}`,
    'Content-Type: application/json',
    'x-amzn-errortype: ValidationException',
    `x-amzn-requestid: ${requestId}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
