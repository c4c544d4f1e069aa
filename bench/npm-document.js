'use strict';

const { createHash, randomBytes } = require('node:crypto');
const { gzipSync } = require('node:zlib');
const { pack } = require('tar-stream');

/** A package as `npm publish` sends it, with `padding` bytes that do not compress. */
async function createDocument(name, version, registry, padding) {
  const manifest = {
    name,
    version,
    description: `${name} for the bench`,
    dependencies: { semver: '^7.0.0' },
  };
  // npm puts the text into the manifest that it sends, so a registry need not look for it in the tarball.
  const readme = `# ${name}\n`;
  const tarball = await createTarball({
    'package/package.json': Buffer.from(JSON.stringify(manifest)),
    'package/README.md': Buffer.from(readme),
    'package/data.bin': randomBytes(padding),
  });
  const file = `${name}-${version}.tgz`;
  const hash = (algorithm, encoding) => createHash(algorithm).update(tarball).digest(encoding);
  const dist = {
    integrity: `sha512-${hash('sha512', 'base64')}`,
    shasum: hash('sha1', 'hex'),
    tarball: `${registry}/${name}/-/${file}`,
  };
  const document = {
    _id: name,
    name,
    'dist-tags': { latest: version },
    versions: {
      [version]: { ...manifest, readme, readmeFilename: 'README.md', _id: `${name}@${version}`, dist },
    },
    _attachments: {
      [file]: {
        content_type: 'application/octet-stream',
        data: tarball.toString('base64'),
        length: tarball.length,
      },
    },
  };
  return { tarball, body: Buffer.from(JSON.stringify(document)) };
}

async function createTarball(files) {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name, mtime: new Date(0) }, content);
  archive.finalize();
  const chunks = [];
  for await (const chunk of archive) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

module.exports = { createDocument };
