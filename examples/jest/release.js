const { createHash } = require('node:crypto');
const { CodeartifactClient, PublishPackageVersionCommand } = require('@aws-sdk/client-codeartifact');

/** The code under test: knows nothing of the emulator. */
async function release(version, content, client = new CodeartifactClient()) {
  const { status } = await client.send(
    new PublishPackageVersionCommand({
      domain: 'company',
      repository: 'releases',
      format: 'generic',
      namespace: 'tools',
      package: 'app',
      packageVersion: version,
      assetName: 'app.bin',
      assetContent: content,
      assetSHA256: createHash('sha256').update(content).digest('hex'),
    }),
  );
  return status;
}

module.exports = { release };
