import {
  CodeartifactClient,
  CreateDomainCommand,
  DeleteDomainCommand,
  ListDomainsCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, expect, test } from 'vitest';

const client = new CodeartifactClient(); // endpoint, region and keys come from the environment

afterAll(() => client.send(new DeleteDomainCommand({ domain: 'company' })));

test('the account of this worker has the domain and no other', async () => {
  await client.send(new CreateDomainCommand({ domain: 'company' }));
  const { domains } = await client.send(new ListDomainsCommand());
  expect(domains).toMatchObject([{ name: 'company', owner: process.env.AWS_ACCESS_KEY_ID }]);
  expect(process.env.AWS_ACCESS_KEY_ID).toBe(process.env.VITEST_POOL_ID.padStart(12, '0'));
});
