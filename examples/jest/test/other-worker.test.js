const { CodeartifactClient, CreateDomainCommand } = require('@aws-sdk/client-codeartifact');

// Runs beside release.test.js and uses the same name: each worker has an account of its own.
test('a domain belongs to the account of the worker', async () => {
  const { AWS_ACCESS_KEY_ID, JEST_WORKER_ID } = process.env;
  const { domain } = await new CodeartifactClient().send(
    new CreateDomainCommand({ domain: `of-worker-${JEST_WORKER_ID}` }),
  );
  expect(domain.owner).toBe(AWS_ACCESS_KEY_ID);
  expect(domain.owner).toBe(JEST_WORKER_ID.padStart(12, '0'));
});
