import { lookup } from 'node:dns/promises';
import type { Reachable } from '../client-environment';
import { describeFailure } from '../call-emulator';
import { callSigned, readCredentials, type Caller } from '../signed-call';
import type { Finding, Patient } from './finding';

/** AUTH-014: how far the service lets a signature's time be off. */
const SKEW_MS = 900_000;

/** Signs a call as a client in this environment would: are key and clock taken, do the names of endpoints resolve? */
export async function checkCredentials(
  { environment }: Patient,
  found: Reachable,
): Promise<readonly Finding[]> {
  const caller: Caller = {
    address: new URL(found.url),
    region: environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || found.region,
    caFile: found.trust?.caBundle,
    ...readCredentials(environment),
  };
  try {
    const { status, body, code, date } = await callSigned(caller, 'POST', '/v1/domains', {});
    const off = date === undefined ? 0 : Date.parse(date) - Date.now();
    const isSkewed = Math.abs(off) > SKEW_MS;
    if (status === 200) {
      const clock: readonly Finding[] = isSkewed ? [describeSkew(off, 'warning')] : [];
      return [...clock, describeTaken(environment, caller), ...(await checkNames(caller, body))];
    }
    if (isSkewed) return [describeSkew(off, 'problem')];
    return [describeRefusal(caller, code, body['message'])];
  } catch (error) {
    return [
      { check: 'credentials', level: 'problem', text: `a signed call failed: ${describeFailure(error)}` },
    ];
  }
}

function describeTaken(environment: NodeJS.ProcessEnv, { accessKeyId }: Caller): Finding {
  if (environment['AWS_ACCESS_KEY_ID'])
    return { check: 'credentials', level: 'ok', text: `the access key ${accessKeyId} is taken` };
  return {
    check: 'credentials',
    level: 'warning',
    text: 'AWS_ACCESS_KEY_ID is not set: clients sign with what a profile says, or not at all',
    advice: 'export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
  };
}

function describeSkew(off: number, level: Finding['level']): Finding {
  const minutes = Math.round(Math.abs(off) / 60_000);
  return {
    check: 'clock',
    level,
    text: `the emulator's clock is ${minutes} minutes ${off < 0 ? 'behind' : 'ahead of'} this machine's: signatures ${level === 'problem' ? 'are' : 'may be'} refused`,
    advice: 'set the clocks, or start the emulator with --clock-skew 0',
  };
}

function describeRefusal({ accessKeyId }: Caller, code: string | undefined, message: unknown): Finding {
  const said = [code, typeof message === 'string' ? message : undefined].filter(Boolean).join(': ');
  const advice =
    code === 'UnrecognizedClientException'
      ? `with --auth strict and iam every key has to be configured; the built-in one is test / test`
      : 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
  return {
    ...{ check: 'credentials', level: 'problem', advice },
    text: `a call signed with the access key ${accessKeyId} is refused (${said})`,
  };
}

/** Of the first repository there is: endpoints in host style have names of their own. */
async function checkNames(
  caller: Caller,
  domains: Readonly<Record<string, unknown>>,
): Promise<readonly Finding[]> {
  const domain = firstName(domains['domains']);
  if (domain === undefined) return [];
  const listed = await callSigned(caller, 'POST', '/v1/domain/repositories', { domain });
  const repository = firstName(listed.body['repositories']);
  if (repository === undefined) return [];
  const query = { domain, repository, format: 'npm' };
  const { body } = await callSigned(caller, 'GET', '/v1/repository/endpoint', query);
  const endpoint = body['repositoryEndpoint'];
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return [];
  const { hostname } = new URL(endpoint);
  if (hostname === caller.address.hostname) return [];
  const isThere = await lookup(hostname).then(
    () => true,
    () => false,
  );
  if (isThere) return [{ check: 'names', level: 'ok', text: `${hostname} resolves` }];
  return [
    {
      check: 'names',
      level: 'problem',
      text: `the endpoint's name ${hostname} does not resolve on this machine`,
      advice: 'start the emulator with --endpoint-style path, or add the name to the hosts file',
    },
  ];
}

function firstName(list: unknown): string | undefined {
  const [first] = Array.isArray(list) ? (list as unknown[]) : []; // from JSON
  const name = typeof first === 'object' && first !== null ? (first as { name?: unknown }).name : undefined;
  return typeof name === 'string' ? name : undefined;
}
