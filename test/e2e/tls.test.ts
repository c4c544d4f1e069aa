import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../src/tls/issue-certificate';
import { describeWithClients } from '../support/clients';
import { runCommand, startCommand, type RunningCommand } from '../support/command-line';
import { renderMavenMetadata } from '../support/maven-package';
import { createPythonEnvironment } from '../support/python-environment';
import { createWheel } from '../support/python-package';
import {
  createSandbox,
  expectSuccess,
  type Environment,
  type RunResult,
  type Sandbox,
} from '../support/sandbox';

/** All that clients are told is what `codeartifact-local env` prints; the sandbox trusts nothing else. */
let command: RunningCommand;
let sandbox: Sandbox;
let variables: Environment;

beforeAll(async () => {
  sandbox = await createSandbox();
  await sandbox.writeHome('foreign.pem', (await createAuthority(Date.now())).cert);
  command = startCommand(['--port', '0', '--json', '--tls', '--external', 'off', '--log-level', 'error']);
  const [line = ''] = (await command.output(/^Ready\.\n/m)).split('\n');
  const { url } = JSON.parse(line) as { url: string };
  const { stdout } = await runCommand(['env', '--json', '--url', url]);
  variables = {
    ...(JSON.parse(stdout) as Environment),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    // Where `pip install --user` may have put the command: the sandbox has another home.
    PYTHONUSERBASE: process.env['PYTHONUSERBASE'] ?? join(homedir(), '.local'),
  };
  for (const path of ['domain?domain=dom', 'repository?domain=dom&repository=app']) {
    await fetch(`${url}/v1/${path}`, { method: 'POST', body: '{}' });
  }
});

afterAll(async () => {
  command.child.kill('SIGTERM');
  await command.ended;
  await sandbox.remove();
});

const run = (program: string, args: string[], more: Environment = {}): Promise<RunResult> =>
  sandbox.run(sandbox.home, program, args, { ...variables, ...more });
const url = (): string => variables['AWS_ENDPOINT_URL'] ?? '';
/** Other certificates to trust than the emulator's, by these variables. */
const elsewhere = (...names: string[]): Environment =>
  Object.fromEntries(names.map((name) => [name, join(sandbox.home, 'foreign.pem')]));

let token: string | undefined;

/** An endpoint with the token of a call over https, as `https://aws:TOKEN@…`, for clients that want both in one. */
async function endpoint(aws: string, format: string): Promise<string> {
  const ask = async (...args: string[]) =>
    expectSuccess(await run(aws, ['codeartifact', ...args, '--output', 'text'])).stdout.trim();
  const where = ['--domain', 'dom', '--repository', 'app', '--format', format];
  const found = await ask('get-repository-endpoint', ...where);
  token ??= await ask('get-authorization-token', '--domain', 'dom', '--query', 'authorizationToken');
  expect(found).toBe(`${url()}/${format}/d/dom-000000000000/app/`);
  return found.replace('://', `://aws:${token}@`);
}

test('REPO-182 node', async () => {
  const script = `fetch(process.env.AWS_ENDPOINT_URL + '/_codeartifact/health').then(
    ({ status }) => console.log(status), ({ cause }) => console.log(cause.code))`;
  expect((await run(process.execPath, ['-e', script])).stdout).toBe('200\n');
  const untrusting = await run(process.execPath, ['-e', script], elsewhere('NODE_EXTRA_CA_CERTS'));
  expect(untrusting.stdout).toMatch(/^(?:UNABLE_TO|SELF_SIGNED)/);
});

describeWithClients(['curl'], 'curl', (curl) => {
  test('REPO-182 trusts the certificate by CURL_CA_BUNDLE, and not without', async () => {
    const args = ['-sS', `${url()}/_codeartifact/health`];
    expect(expectSuccess(await run(curl, args)).stdout).toContain('"ok"');
    expect((await run(curl, args, elsewhere('CURL_CA_BUNDLE'))).code).toBe(60);
  });
});

describeWithClients(['git'], 'git', (git) => {
  test('REPO-182 trusts the certificate by GIT_SSL_CAINFO: what fails is that there is no such repository', async () => {
    const { output } = await run(git, ['ls-remote', `${url()}/x.git`], { GIT_TERMINAL_PROMPT: '0' });
    expect(output).toMatch(/not found/);
    expect(output).not.toMatch(/SSL|certificate/i);
  });
});

describeWithClients(['aws', 'npm'], 'the AWS CLI and npm', (aws, npm) => {
  test('REPO-182 REAL-107 login, publish and install over https', async () => {
    const login = ['codeartifact', 'login', '--tool', 'npm', '--domain', 'dom', '--repository', 'app'];
    expectSuccess(await run(aws, login));
    const source = await sandbox.folder('secure-pkg');
    await writeFile(join(source, 'package.json'), '{"name":"secure-pkg","version":"1.2.3"}');
    expectSuccess(await sandbox.run(source, npm, ['publish'], variables));
    const target = await sandbox.folder('npm-target');
    await writeFile(join(target, 'package.json'), '{"name":"target","version":"1.0.0"}');
    expectSuccess(await sandbox.run(target, npm, ['install', 'secure-pkg'], variables));
    const { stdout } = await sandbox.run(target, npm, ['view', 'secure-pkg', 'dist.tarball'], variables);
    expect(stdout.trim()).toBe(`${url()}/npm/d/dom-000000000000/app/secure-pkg/-/secure-pkg-1.2.3.tgz`);
  });
});

describeWithClients(['python'], 'boto3', (python) => {
  test('REPO-182 calls over https, trusting by AWS_CA_BUNDLE', async () => {
    const script = `import boto3\nprint(boto3.client('codeartifact').describe_domain(domain='dom')['domain']['name'])`;
    expect(expectSuccess(await run(python, ['-c', script])).stdout.trim()).toBe('dom');
    const untrusting = await run(python, ['-c', script], elsewhere('AWS_CA_BUNDLE'));
    expect(untrusting.output).toMatch(/CERTIFICATE_VERIFY_FAILED/);
  });

  test('Python’s own https verifies it as strictly as it can', async () => {
    const script = `import os, ssl, urllib.request
context = ssl.create_default_context()
context.verify_flags |= ssl.VERIFY_X509_STRICT
print(urllib.request.urlopen(os.environ['AWS_ENDPOINT_URL'] + '/_codeartifact/health', context=context).status)`;
    expect(expectSuccess(await run(python, ['-c', script])).stdout.trim()).toBe('200');
  });
});

describeWithClients(['aws', 'twine', 'pip'], 'twine and pip', (aws, twine, pip) => {
  test('REPO-182 PYPI-013 upload and install over https', async () => {
    const index = await endpoint(aws, 'pypi');
    const bare = new URL(index);
    const token = bare.password;
    bare.username = bare.password = '';
    const wheel = createWheel('secure-lib', '1.0.0');
    const folder = await sandbox.folder('wheel');
    await writeFile(join(folder, wheel.name), wheel.bytes);
    expectSuccess(
      await sandbox.run(
        folder,
        twine,
        ['upload', '--disable-progress-bar', '--repository-url', bare.href, wheel.name],
        { ...variables, TWINE_USERNAME: 'aws', TWINE_PASSWORD: token },
      ),
    );
    const environment = await createPythonEnvironment(sandbox, pip, 'venv');
    const python = join(environment.folder, 'bin', 'python');
    const args = ['--python', python, 'install', '--index-url', `${index}simple/`, 'secure-lib'];
    expectSuccess(await run(pip, args, { PIP_RETRIES: '0', PIP_NO_CACHE_DIR: '1' }));
    expect(await environment.version('secure_lib')).toBe('1.0.0');
  });
});

describeWithClients(['java', 'keytool'], 'Java', (java, keytool) => {
  test('keytool lists the authority as a certificate to trust', async () => {
    const store = /trustStore=(\S+)/.exec(variables['JAVA_TOOL_OPTIONS'] ?? '')?.[1] ?? '';
    const args = ['-list', '-keystore', store, '-storepass', 'changeit', '-alias', 'codeartifact-local'];
    expect(expectSuccess(await run(keytool, args)).stdout).toContain('trustedCertEntry');
  });

  test('REPO-182 the JVM trusts the certificate by JAVA_TOOL_OPTIONS, and not without', async () => {
    const source = join(sandbox.home, 'Probe.java');
    await writeFile(
      source,
      `public class Probe { public static void main(String[] args) throws Exception {
        var connection = (java.net.HttpURLConnection) new java.net.URL(args[0]).openConnection();
        System.out.println(connection.getResponseCode()); } }`,
    );
    // What compiles the source is better not compiled itself.
    const args = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', source, `${url()}/_codeartifact/health`];
    expect(expectSuccess(await run(java, args)).stdout).toBe('200\n');
    const untrusting = await run(java, args, { JAVA_TOOL_OPTIONS: '' });
    expect(untrusting.output).toContain('unable to find valid certification path');
  });
});

describeWithClients(['aws', 'curl', 'mvn'], 'Maven', (aws, curl, mvn) => {
  test('REPO-182 a parent that curl deployed over https is resolved over https', async () => {
    const base = new URL(await endpoint(aws, 'maven'));
    const token = base.password;
    base.username = base.password = '';
    const parent = await sandbox.folder('parent');
    const coordinates = '<groupId>com.ex</groupId><artifactId>base</artifactId><version>1.0</version>';
    const head = '<project><modelVersion>4.0.0</modelVersion>';
    await writeFile(join(parent, 'pom.xml'), `${head}${coordinates}<packaging>pom</packaging></project>`);
    const target = `${base.href}com/ex/base/1.0/base-1.0.pom`;
    // A version is finished by the document that names it.
    const document = renderMavenMetadata({ groupId: 'com.ex', artifactId: 'base', version: '1.0' });
    await writeFile(join(parent, 'maven-metadata.xml'), document);
    for (const [file, to] of [
      ['pom.xml', target],
      ['maven-metadata.xml', `${base.href}com/ex/base/maven-metadata.xml`],
    ] as const) {
      const put = ['-sSf', '-u', `aws:${token}`, '-T', join(parent, file), to];
      expectSuccess(await run(curl, put));
    }

    const child = await sandbox.folder('child');
    await writeFile(
      join(child, 'pom.xml'),
      `${head}<parent>${coordinates}<relativePath/></parent><artifactId>child</artifactId><packaging>pom</packaging>
      <repositories><repository><id>secure</id><url>${base.href}</url></repository></repositories></project>`,
    );
    await writeFile(
      join(child, 'settings.xml'),
      `<settings><localRepository>${join(child, 'repository')}</localRepository><servers><server>
      <id>secure</id><username>aws</username><password>${token}</password></server></servers></settings>`,
    );
    // Without a plugin in it: nothing has to come from elsewhere.
    const validate = ['-B', '-s', 'settings.xml', 'validate'];
    const untrusting = { ...variables, JAVA_TOOL_OPTIONS: '' };
    expect((await sandbox.run(child, mvn, [...validate, '-U'], untrusting)).output).toContain('PKIX');
    const { stdout } = expectSuccess(await sandbox.run(child, mvn, [...validate, '-U'], variables));
    expect(stdout).toContain(`Downloaded from secure: ${target}`);
  });
});
