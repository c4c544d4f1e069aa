// Runs at every start, so what is there already is no mistake.
import { env } from 'node:process';

const make = async (path) => {
  const headers = { 'content-type': 'application/json' };
  const address = `${env.AWS_ENDPOINT_URL_CODEARTIFACT}/v1/${path}`;
  const answer = await fetch(address, { method: 'POST', headers, body: '{}' });
  if (!answer.ok && answer.status !== 409) throw new Error(`${path}: ${await answer.text()}`);
};

await make('domain?domain=company');
await make('repository?domain=company&repository=releases');
