import { toClientEnvironment, type Reachable } from '../client-environment';
import { callEmulator } from '../call-emulator';
import type { Finding, Patient } from './finding';

/** Whether clients started in this environment trust the certificate of an emulator that serves https. */
export async function checkTrust({ environment }: Patient, found: Reachable): Promise<readonly Finding[]> {
  if (!found.url.startsWith('https:')) return [];
  const { trust, ...bare } = found;
  const advice = `eval "$(codeartifact-local env --url ${found.url})"`;
  const failure = await callEmulator(new URL(found.url)).then(
    (answer) => void answer.resume(),
    (error: unknown) => error as NodeJS.ErrnoException, // only read
  );
  const code = failure?.code ?? failure?.message;
  const byNode: Finding = failure
    ? { check: 'trust', level: 'problem', text: `Node does not trust ${found.url} (${code})`, advice }
    : { check: 'trust', level: 'ok', text: `Node trusts ${found.url}` };
  if (!trust) return [byNode];
  const known = toClientEnvironment(bare, {});
  const missing = Object.keys(toClientEnvironment(found, {})).filter(
    (name) => !Object.hasOwn(known, name) && !environment[name],
  );
  if (missing.length === 0) return [byNode];
  const text = `unset, so that the clients that read them do not trust ${found.url}: ${missing.join(', ')}`;
  return [byNode, { check: 'trust', level: 'problem', text, advice }];
}
