'use strict';

const net = require('node:net');

/**
 * A load generator over raw sockets: it costs so little that the server, which has the other core, is what is measured.
 * Every connection is kept alive and has one request under way at a time.
 */

const HEAD_END = Buffer.from('\r\n\r\n');

/** The bytes of one request. */
function toRequest(method, path, headers, body) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (body !== undefined) lines.push(`content-length: ${body.length}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return body === undefined ? head : Buffer.concat([head, body]);
}

/** Reads answers off one socket; `onAnswer` gets status and body size, `onError` whatever breaks the connection. */
function connect(port, onAnswer, onError) {
  const socket = net.connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let head = Buffer.alloc(0);
  let status = 0;
  let size = 0;
  let missing = -1;
  socket.on('data', (chunk) => {
    if (missing < 0) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(HEAD_END);
      if (end < 0) return;
      const text = head.latin1Slice(0, end);
      status = Number(text.slice(9, 12));
      const length = /\r\ncontent-length: *(\d+)/i.exec(text);
      if (length === null && status !== 304 && status !== 204) {
        socket.destroy(new Error(`an answer without content-length:\n${text}`));
        return;
      }
      size = status === 304 ? 0 : Number(length?.[1] ?? 0);
      missing = size - (head.length - end - HEAD_END.length);
      head = Buffer.alloc(0);
    } else {
      missing -= chunk.length;
    }
    if (missing > 0) return;
    missing = -1;
    onAnswer(status, size);
  });
  socket.on('error', onError);
  socket.on('close', () => onError(new Error('the server closed a connection')));
  return socket;
}

/**
 * Sends requests over some connections, either `count` of them or for `seconds`; `next(n)` gives the bytes of the nth.
 * Resolves to how many were answered, with which rate. Any status but `expected` ends it with an error.
 */
function run({ port, connections, next, expected, seconds, count = Infinity }) {
  return new Promise((resolve, reject) => {
    const sockets = [];
    const begun = process.hrtime.bigint();
    const deadline = seconds === undefined ? Infinity : Number(begun) + seconds * 1e9;
    let sent = 0;
    let answered = 0;
    let busy = 0;
    let settled = false;
    const finish = (error) => {
      if (settled) return;
      settled = true;
      for (const socket of sockets) socket.destroy();
      const elapsed = Number(process.hrtime.bigint() - begun) / 1e9;
      if (error) reject(error);
      else resolve({ answered, perSecond: answered / elapsed });
    };
    const send = (socket) => {
      if (sent < count && Number(process.hrtime.bigint()) < deadline) {
        busy += 1;
        socket.write(next(sent++));
      } else if (busy === 0) finish();
    };
    for (let i = 0; i < connections; i += 1) {
      const socket = connect(
        port,
        (status) => {
          busy -= 1;
          answered += 1;
          if (status === expected) send(socket);
          else finish(new Error(`answered ${status} instead of ${expected}`));
        },
        finish,
      );
      sockets.push(socket);
      send(socket);
    }
  });
}

module.exports = { run, toRequest };
