'use strict';

const { randomBytes } = require('node:crypto');
const { gzipSync } = require('node:zlib');

const VERSIONS = 1000;
const MIB = 1024 * 1024;

/** Cargo: the index file of 1,000 versions, the configuration that cargo reads all the time, and a crate of 4 MiB. */
const cargo = {
  title: 'Cargo',
  format: 'cargo',
  async fill({ send }) {
    const publish = (name, vers, padding) => {
      const body = toPublishBody(name, vers, createCrate(name, vers, padding));
      return send('/api/v1/crates/new', { method: 'PUT', body }, 200);
    };
    for (let patch = 0; patch < VERSIONS; patch += 1) await publish('demo-lib', `1.0.${patch}`, 100);
    await publish('large', '1.0.0', 4 * MIB);
  },
  rows: [
    { what: `index file, ${VERSIONS} versions`, path: '/de/mo/demo-lib', budget: '≥ 0.5 ×' },
    { what: 'config.json', path: '/config.json' },
    {
      ...{ what: '4 MiB crate GET', path: '/api/v1/crates/large/1.0.0/download' },
      ...{ budget: '≥ 0.7 ×', mebibytes: 4 },
    },
  ],
};

function toPublishBody(name, vers, crate) {
  const dep = { name: 'other', version_req: '^1', features: ['std'], optional: false, kind: 'normal' };
  const json = Buffer.from(
    JSON.stringify({ name, vers, deps: [dep], features: { std: [] }, license: 'MIT' }),
  );
  return Buffer.concat([toLength(json), json, toLength(crate), crate]);
}

function toLength({ length }) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

/** A crate with `padding` bytes that do not compress. */
function createCrate(name, vers, padding) {
  const manifest = Buffer.from(`[package]\nname = "${name}"\nversion = "${vers}"\n`);
  const files = [
    ...toBlocks(`${name}-${vers}/Cargo.toml`, manifest),
    ...toBlocks(`${name}-${vers}/data.bin`, randomBytes(padding)),
  ];
  return gzipSync(Buffer.concat([...files, Buffer.alloc(1024)]));
}

/** A file of a tar archive. */
function toBlocks(path, content) {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
}

module.exports = cargo;
