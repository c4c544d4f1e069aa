import { signPost } from '../auth/sign-post';
import { BUILT_IN_CREDENTIAL } from '../options';
import { callEmulator, parseObject, readText } from './call-emulator';

/** Who calls, and where. */
export interface Caller {
  readonly address: URL;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly caFile: string | undefined;
}

export interface SignedAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The error's code, without the namespace that may stand before it. */
  readonly code: string | undefined;
  readonly date: string | undefined;
}

/** The environment's credentials, else the built-in ones. */
export function readCredentials(
  environment: NodeJS.ProcessEnv,
): Pick<Caller, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session } = environment;
  if (!id || !secret) return { ...BUILT_IN_CREDENTIAL, sessionToken: undefined };
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: session || undefined };
}

/** Calls an operation of the service by a request with SigV4 signature. */
export async function callSigned(
  caller: Caller,
  method: 'GET' | 'POST',
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): Promise<SignedAnswer> {
  const url = new URL(path, caller.address);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  const { region, sessionToken, caFile } = caller;
  const extra: Record<string, string> =
    sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken };
  const request = { method, url, headers: extra, body: '', service: 'codeartifact', region };
  const headers = signPost(request, caller, Date.now());
  const answer = await callEmulator(url, { method, headers, body: '', caFile });
  const body = parseObject(await readText(answer));
  const type = answer.headers['x-amzn-errortype'] ?? body['__type'] ?? body['code'];
  return {
    status: answer.statusCode ?? 0,
    body,
    code: typeof type === 'string' ? type.replace(/^.*#/, '').replace(/:.*$/, '') : undefined,
    date: answer.headers.date,
  };
}
