import { callEmulator, describeFailure, parseObject, readText } from '../call-emulator';
import { findEmulator } from '../find-emulator';
import type { Reachable } from '../client-environment';
import type { Finding, Patient } from './finding';

const USUAL = new URL('http://127.0.0.1:4680');

export interface Listening {
  readonly findings: readonly Finding[];
  /** Undefined: not to be reached. */
  readonly found: Reachable | undefined;
}

/** Whether an emulator answers at the address, and else what is there and where one may be. */
export async function checkListening({ address }: Patient): Promise<Listening> {
  try {
    const found = await findEmulator(address.origin);
    const text = `an emulator answers at ${address.origin}`;
    return { found, findings: [{ check: 'listening', level: 'ok', text }] };
  } catch (error) {
    const finding = await describe(address, error as Error); // findEmulator throws nothing else
    return { found: undefined, findings: [finding] };
  }
}

async function describe(address: URL, { message }: Error): Promise<Finding> {
  const problem = (text: string, advice: string): Finding => ({
    ...{ check: 'listening', level: 'problem', text, advice },
  });
  if (/certificates of .* are not on this machine/.test(message)) return problem(message, 'see docs/tls.md');
  const failure = await callEmulator(address).then(
    (answer) => void answer.resume(),
    (error: unknown) => error as NodeJS.ErrnoException, // only read
  );
  if (!failure)
    return problem(
      `something answers at ${address.origin}, but its admin API does not: it is another program, or one with --admin off`,
      'check host and port of the address',
    );
  const { code = '' } = failure;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return problem(
      `the name ${address.hostname} does not resolve`,
      'use 127.0.0.1, or add the name to the hosts file',
    );
  if (/EPROTO|WRONG_VERSION/.test(code))
    return problem(
      `${address.origin} does not speak https`,
      `use http://${address.host}, or start with --tls`,
    );
  if (/CERT|SIGNATURE|ISSUER/.test(code))
    return problem(`the certificate of ${address.origin} is not trusted (${code})`, 'see docs/tls.md');
  const isElsewhere = address.origin !== USUAL.origin && (await isEmulator(USUAL));
  const where = isElsewhere
    ? `an emulator answers at ${USUAL.origin}: the port is wrong`
    : 'start it: codeartifact-local start';
  if (code === 'ECONNREFUSED') return problem(`nothing listens at ${address.origin}`, where);
  if (code === 'ECONNRESET' && address.protocol === 'http:')
    return problem(
      `${address.origin} closes the connection: it may speak https only`,
      `try https://${address.host}`,
    );
  return problem(`${address.origin} cannot be reached: ${describeFailure(failure)}`, where);
}

async function isEmulator(url: URL): Promise<boolean> {
  try {
    const answer = await callEmulator(new URL('/_codeartifact/health', url));
    return parseObject(await readText(answer))['status'] === 'ok';
  } catch {
    return false;
  }
}
