import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reachable } from '../client-environment';
import { callEmulator } from '../call-emulator';
import { isSamePlace, type Finding, type Patient } from './finding';

/** Where each client's configuration names its registry, and the token it would send. */
const FILES: readonly { readonly path: string; readonly tool: string; readonly address: RegExp }[] = [
  { path: '.npmrc', tool: 'npm', address: /^\s*(?:@[\w.-]+:)?registry\s*=\s*"?([^\s"]+)/gm },
  { path: '.yarnrc.yml', tool: 'yarn', address: /npmRegistryServer:\s*["']?([^\s"']+)/g },
  { path: 'bunfig.toml', tool: 'bun', address: /(?:url|registry)\s*=\s*"([^"]+)"/g },
  { path: 'pip.conf', tool: 'pip', address: /^\s*index-url\s*[=:]\s*(\S+)/gm },
  { path: 'uv.toml', tool: 'uv', address: /^\s*(?:url|index-url)\s*=\s*"([^"]+)"/gm },
  { path: '.pypirc', tool: 'twine', address: /^\s*repository\s*[=:]\s*(\S+)/gm },
  { path: '.mvn/settings.xml', tool: 'maven', address: /<url>\s*([^<\s]+)\s*<\/url>/g },
  { path: 'nuget.config', tool: 'nuget', address: /\bvalue="(https?:[^"]+)"/g },
  { path: '.cargo/config.toml', tool: 'cargo', address: /index\s*=\s*"sparse\+([^"]+)"/g },
];

/** Whether the project's own configuration leads to the emulator, and whether the tokens in it are taken. */
export async function checkProject(
  { address, environment, directory }: Patient,
  found: Reachable | undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { path, tool, address: pattern } of FILES) {
    const text = await readFile(join(directory, path), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    for (const spelled of new Set([...text.matchAll(pattern)].map(([, value = '']) => value))) {
      const leads = judge(path, tool, spelled, address, found);
      findings.push(leads);
      const isNpm = path === '.npmrc' && leads.level === 'ok';
      if (isNpm && found) findings.push(...(await checkToken(text, new URL(spelled), found)));
    }
  }
  for (const name of ['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'PIP_INDEX_URL', 'UV_DEFAULT_INDEX']) {
    const value = environment[name];
    if (value) findings.push(judge(name, name.split('_', 1).join('').toLowerCase(), value, address, found));
  }
  return findings;
}

function judge(
  where: string,
  tool: string,
  spelled: string,
  address: URL,
  found: Reachable | undefined,
): Finding {
  const url = URL.canParse(spelled) ? new URL(spelled) : undefined;
  if (!url) return { check: 'project', level: 'warning', text: `${where} names no URL: ${spelled}` };
  const shown = `${url.origin}${url.pathname}`; // without credentials
  const isHostStyle = url.hostname.includes('.d.codeartifact.') && !url.hostname.endsWith('.amazonaws.com');
  const isOurs =
    isSamePlace(url, address) || (found !== undefined && isSamePlace(url, new URL(found.url))) || isHostStyle;
  if (isOurs) return { check: 'project', level: 'ok', text: `${where} leads to ${shown}` };
  return {
    check: 'project',
    level: 'problem',
    text: `${where} leads to ${shown}, not to ${address.origin}`,
    advice: `codeartifact-local login --tool ${tool} --domain … --repository …`,
  };
}

/** AUTH rows: a token that has expired or that nobody issued is a 401 at the endpoint. */
async function checkToken(npmrc: string, registry: URL, found: Reachable): Promise<readonly Finding[]> {
  const prefix = `//${registry.host}${registry.pathname.replace(/\/?$/, '/')}`;
  const lines = npmrc.split(/\r?\n/).map((line) => line.trim());
  const line = lines.findLast((each) => each.startsWith(`${prefix}:_authToken`));
  const token = line?.replace(/^.*?:_authToken\s*=\s*/, '').replace(/^"(.*)"$/, '$1');
  const advice = 'codeartifact-local login --tool npm --domain … --repository …';
  if (token === undefined || token === '')
    return [{ check: 'token', level: 'problem', text: `.npmrc has no token for ${prefix}`, advice }];
  if (/\$\{/.test(token)) return []; // from the environment of npm
  try {
    const answer = await callEmulator(new URL('-/ping', `${registry.href.replace(/\/?$/, '/')}`), {
      headers: { authorization: `Bearer ${token}` },
      caFile: found.trust?.caBundle,
    });
    answer.resume();
    if (answer.statusCode === 401 || answer.statusCode === 403)
      return [
        {
          ...{ check: 'token', level: 'problem', advice },
          text: `the token in .npmrc is refused (${answer.statusCode}): it has expired, or another emulator issued it`,
        },
      ];
    return [{ check: 'token', level: 'ok', text: 'the token in .npmrc is taken' }];
  } catch {
    return []; // the address is judged elsewhere
  }
}
