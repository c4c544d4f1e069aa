import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { UsageError } from '../arguments';
import { describeFailure } from '../call-emulator';
import { renderExports, toClientEnvironment, type Changes, type Reachable } from '../client-environment';
import { findEmulator } from '../find-emulator';
import { applyChanges, planEdits, type Change } from '../login/apply-edits';
import type { Configuration, Grant } from '../login/grant';
import { tools, type Tool } from '../login/tools';
import { callSigned, readCredentials, type Caller } from '../signed-call';
import { findAddress, URL_OPTION, type Command, type Given } from './command';

/** `login --tool …`: a token and an endpoint by signed calls, written into the configuration of a project. */
export const login: Command = {
  name: 'login',
  positionals: [],
  options: {
    tool: { value: 'TOOL', help: 'client to configure', choices: Object.keys(tools), isRequired: true },
    domain: { value: 'NAME', help: 'domain', isRequired: true },
    repository: { value: 'NAME', help: 'repository', isRequired: true },
    'domain-owner': { value: 'ACCOUNT', help: 'account of the domain' },
    namespace: { value: 'SCOPE', help: 'npm, pnpm, yarn, bun, swift: only packages of this scope' },
    'duration-seconds': { value: 'N', help: 'how long the token is valid, 0 or 900 to 43200 (43200)' },
    region: { value: 'NAME', help: "region (AWS_REGION, else the emulator's)" },
    directory: { value: 'DIR', help: 'folder of the project (the current one)' },
    'dry-run': { help: 'print the lines that would be written, without the token' },
    ...URL_OPTION,
  },
  notes: [
    'Credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else test and test. Files that are there are merged:',
    'our keys are replaced, all else stays. What is printed can be evaluated by a shell. The home directory is never',
    'touched. The files hold a token: keep them out of version control.',
  ],
  async run(given) {
    const tool = findTool(given);
    const directory = await findDirectory(given);
    const duration = given.text('duration-seconds');
    if (duration !== undefined && !/^\d{1,6}$/.test(duration))
      throw new UsageError(`--duration-seconds must be a whole number, not '${duration}'`);
    const found = await findReachable(given);
    const grant = await obtain(given, tool, found, directory);
    const configuration = await tool.configure(grant);
    const changes = await planEdits(directory, configuration.edits);
    const isDry = given.flag('dry-run');
    if (!isDry) await applyChanges(directory, changes);
    const report = renderReport(changes, configuration, toTrust(found, given.environment), isDry);
    process.stdout.write(isDry ? report.replaceAll(grant.token, 'TOKEN') : report);
    return 0;
  },
};

function findTool(given: Given): Tool {
  const name = given.need('tool');
  const tool = tools[name];
  if (!tool) throw new UsageError(`--tool must be one of ${Object.keys(tools).join(', ')}`);
  if (given.text('namespace') !== undefined && !tool.hasNamespaces)
    throw new UsageError(`${name} knows no namespaces: leave out --namespace`);
  return tool;
}

async function findDirectory(given: Given): Promise<string> {
  const directory = resolve(given.text('directory') ?? '.');
  const found = await stat(directory).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`there is no directory ${directory}`);
  if (directory === resolve(homedir()))
    throw new UsageError(`${directory} is the home directory, which login never touches: give --directory`);
  return directory;
}

/** With --admin off nobody says how to reach it better than by the address given. */
async function findReachable(given: Given): Promise<Reachable> {
  const address = findAddress(given);
  const { credentials, ...found } = await findEmulator(address.origin).catch((error: Error) => {
    if (/not that of one$/.test(error.message))
      return { url: address.origin, region: 'us-east-1', credentials: undefined };
    throw error;
  });
  return { ...found, credentials: credentials ?? readCredentials(given.environment) };
}

async function obtain(given: Given, tool: Tool, found: Reachable, directory: string): Promise<Grant> {
  const { environment } = given;
  const region =
    given.text('region') ?? (environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || found.region);
  const caller: Caller = {
    ...{ address: new URL(found.url), region, caFile: found.trust?.caBundle },
    ...readCredentials(environment),
  };
  const domain = given.need('domain');
  const repository = given.need('repository');
  const owner = { domain, 'domain-owner': given.text('domain-owner') };
  const ask = async (
    method: 'GET' | 'POST',
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    member: string,
  ): Promise<string> => {
    const { status, body, code } = await callSigned(caller, method, path, { ...owner, ...query }).catch(
      (error: unknown) => {
        throw new Error(`no emulator found at ${found.url}: ${describeFailure(error)}`);
      },
    );
    const value = body[member];
    if (typeof value === 'string') return value;
    const reason = typeof body['message'] === 'string' ? body['message'] : `status ${status}`;
    throw new Error(code === undefined ? reason : `${code}: ${reason}`);
  };
  const endpoint = await ask(
    'GET',
    '/v1/repository/endpoint',
    { repository, format: tool.format },
    'repositoryEndpoint',
  );
  const duration = given.text('duration-seconds');
  const token = await ask('POST', '/v1/authorization-token', { duration }, 'authorizationToken');
  const namespace = given.text('namespace')?.replace(/^@/, '');
  return { endpoint: endpoint.replace(/\/?$/, '/'), token, domain, repository, namespace, directory };
}

/** What clients need besides to trust the emulator's certificate. */
function toTrust(found: Reachable, environment: NodeJS.ProcessEnv): Changes {
  if (!found.trust) return {};
  const known = toClientEnvironment({ ...found, trust: undefined }, environment);
  const all = Object.entries(toClientEnvironment(found, environment));
  return Object.fromEntries(all.filter(([name]) => !Object.hasOwn(known, name)));
}

function renderReport(
  changes: readonly Change[],
  { exports = {}, hints = [] }: Configuration,
  trust: Changes,
  isDry: boolean,
): string {
  const files = changes.flatMap(({ path, kind, added }) => {
    const done =
      kind === 'unchanged' ? `${path} is as it should be` : `${isDry ? 'would be ' : ''}${kind}: ${path}`;
    return isDry ? [done, ...added.map((line) => `  ${line}`)] : [done];
  });
  const comments = [...files, ...hints].map((line) => `# ${line.replaceAll(/[\r\n]+/g, ' ')}\n`).join('');
  return comments + renderExports({ ...exports, ...trust });
}
