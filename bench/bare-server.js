'use strict';

const { createHash, randomUUID } = require('node:crypto');
const { createReadStream, readFileSync } = require('node:fs');
const http = require('node:http');
const { verify } = require('./sigv4');

/**
 * What the emulator is compared with: the same bytes out of a bare `node:http` server.
 *   node bare-server.js <folder>    answers with what the folder holds, prints its port
 */

const folder = process.argv[2];
const read = (name) => readFileSync(`${folder}/${name}`);
const domain = read('domain.json');
const packument = { head: JSON.parse(read('packument.head').toString()), body: read('packument.body') };

function collect(request, done) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks)));
}

const routes = {
  // The same arithmetic as the emulator has to do for a signed request, and the id that every answer carries.
  domain(request, response) {
    if (!verify(request)) response.writeHead(403).end();
    else
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'content-length': domain.length,
          'x-amzn-requestid': randomUUID(),
        })
        .end(domain);
  },
  packument(request, response) {
    const { etag } = packument.head;
    if (etag !== undefined && request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
    } else response.writeHead(200, packument.head).end(packument.body);
  },
  file(request, response, name) {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': name === 'large.tgz' ? 4 * 1024 * 1024 : 1024 * 1024,
    });
    createReadStream(`${folder}/${name}`).pipe(response);
  },
  // Hashes what arrives, as any registry must; keeps nothing.
  upload(request, response) {
    const hashes = ['md5', 'sha1', 'sha256', 'sha512'].map((algorithm) => createHash(algorithm));
    request.on('data', (chunk) => hashes.forEach((hash) => hash.update(chunk)));
    request.on('end', () => {
      for (const hash of hashes) hash.digest();
      response.writeHead(201, { 'content-length': 0 }).end();
    });
  },
  // Parses the document and hashes the tarball as any registry must; keeps nothing.
  publish(request, response) {
    collect(request, (body) => {
      const document = JSON.parse(body.toString());
      const tarball = Buffer.from(Object.values(document._attachments)[0].data, 'base64');
      for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
        createHash(algorithm).update(tarball).digest();
      }
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': 11 })
        .end('{"ok":true}');
    });
  },
};

const server = http.createServer((request, response) => {
  const [path] = request.url.split('?');
  if (path === '/v1/domain') routes.domain(request, response);
  else if (path.startsWith('/upload')) routes.upload(request, response);
  else if (request.method === 'PUT') routes.publish(request, response);
  else if (path.startsWith('/file/')) routes.file(request, response, path.slice('/file/'.length));
  else routes.packument(request, response);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })));
process.once('SIGTERM', () => process.exit(0));
