import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeartifactClient, CreateDomainCommand } from '@aws-sdk/client-codeartifact';
import { useEmulator } from 'codeartifact-local/node-test';

const emulator = useEmulator({ region: 'eu-west-1', external: 'off' });

test('a domain can be created', async () => {
  const { domain } = await new CodeartifactClient().send(new CreateDomainCommand({ domain: 'company' }));
  assert.equal(domain.arn, 'arn:aws:codeartifact:eu-west-1:000000000000:domain/company');
});

test('the emulator itself is at hand', async () => {
  const [request] = emulator().requests();
  assert.equal(request.action, 'CreateDomain');
  await emulator().reset();
  assert.equal(process.env.AWS_ENDPOINT_URL_CODEARTIFACT, emulator().url);
});
