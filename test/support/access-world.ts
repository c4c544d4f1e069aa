import {
  CodeartifactClient,
  CodeartifactServiceException,
  CreateDomainCommand,
  CreatePackageGroupCommand,
  CreateRepositoryCommand,
  DeleteDomainPermissionsPolicyCommand,
  GetAuthorizationTokenCommand,
  PublishPackageVersionCommand,
  PutDomainPermissionsPolicyCommand,
  PutRepositoryPermissionsPolicyCommand,
} from '@aws-sdk/client-codeartifact';
import { createHash } from 'node:crypto';
import type { EmulatorOptions, PrincipalOption } from '../../src';
import { startEmulator, type TestEmulator } from './emulator';

/** Owns the domain `dom`. */
export const OWNER = '111111111111';
/** Has nothing of its own in the domain. */
export const MEMBER = '222222222222';
/** Administers the repository `theirs` in the domain. */
export const STEWARD = '333333333333';

export interface StatementSource {
  readonly Sid?: string;
  readonly Effect?: 'Allow' | 'Deny';
  readonly [member: string]: unknown;
}

/** A policy of statements; each allows unless it says otherwise. */
export const policy = (...statements: readonly StatementSource[]) => ({
  Version: '2012-10-17',
  Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
});

/** A statement that allows actions of CodeArtifact on everything. */
export const allow = (...actions: readonly string[]): StatementSource => ({
  Effect: 'Allow',
  Action: actions.map((action) => (action.includes(':') ? action : `codeartifact:${action}`)),
  Resource: '*',
});

/** The same, denied. */
export const deny = (...actions: readonly string[]): StatementSource => ({
  ...allow(...actions),
  Effect: 'Deny',
});

export const arnOf = (resource: string) => `arn:aws:codeartifact:us-east-1:${OWNER}:${resource}`;
export const userArn = (account: string, name = 'dev') => `arn:aws:iam::${account}:user/${name}`;

export interface AccessWorld {
  readonly emulator: TestEmulator;
  /** Somebody who may do everything in an account. */
  readonly admin: (account?: string) => CodeartifactClient;
  /** The user `dev` of an account, from now on with these policies and nobody else but the admins. */
  readonly dev: (account: string, ...policies: readonly (object | string)[]) => CodeartifactClient;
  /** Replaces everybody but the admins. */
  readonly setPrincipals: (...principals: readonly PrincipalOption[]) => void;
  /** A client of any access key. */
  readonly client: (
    accessKeyId: string,
    secretAccessKey?: string,
    sessionToken?: string,
  ) => CodeartifactClient;
  readonly putDomainPolicy: (...statements: readonly StatementSource[]) => Promise<unknown>;
  readonly putRepositoryPolicy: (
    repository: string,
    ...statements: readonly StatementSource[]
  ) => Promise<unknown>;
  /** A token of the user `dev`, whose policies must allow it. */
  readonly token: (client: CodeartifactClient) => Promise<string>;
  readonly endpoint: (repository: string, format?: string) => string;
  /** Back to the state before the test. */
  readonly reset: () => Promise<void>;
}

const adminOf = (account: string): PrincipalOption => ({
  arn: `arn:aws:iam::${account}:user/admin`,
  accessKeyId: `admin-${account}`,
  secretAccessKey: 'secret',
  policies: ['AdministratorAccess'],
});

const ADMINS = [OWNER, MEMBER, STEWARD].map(adminOf);

/**
 * Starts an emulator that enforces policies. The domain `dom` has the repositories `up`, `app` (upstream `up`) and `theirs`
 * (of another administrator), the package group `/npm/acme/*` and the generic package `ns/tool` 1.0.0 in `app`.
 */
export async function startAccessWorld(options: EmulatorOptions = {}): Promise<AccessWorld> {
  const emulator = await startEmulator({
    account: OWNER,
    ...options,
    auth: { mode: 'iam', principals: ADMINS, ...(options.auth as object) },
  });
  const clients = new Map<string, CodeartifactClient>();
  const client: AccessWorld['client'] = (accessKeyId, secretAccessKey = 'secret', sessionToken) => {
    const known = clients.get(accessKeyId);
    if (known) return known;
    const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    const made = new CodeartifactClient({
      endpoint: emulator.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials,
    });
    clients.set(accessKeyId, made);
    return made;
  };
  const admin = (account = OWNER) => client(`admin-${account}`);
  const world: AccessWorld = {
    emulator: {
      ...emulator,
      async close() {
        for (const made of clients.values()) made.destroy();
        await emulator.close();
      },
    },
    admin,
    client,
    dev(account, ...policies) {
      world.setPrincipals({ arn: userArn(account), accessKeyId: 'dev', secretAccessKey: 'secret', policies });
      return client('dev');
    },
    setPrincipals: (...principals) => emulator.setPrincipals([...ADMINS, ...principals]),
    putDomainPolicy: (...statements) =>
      admin().send(
        new PutDomainPermissionsPolicyCommand({
          domain: 'dom',
          policyDocument: JSON.stringify(policy(...statements)),
        }),
      ),
    putRepositoryPolicy: (repository, ...statements) =>
      admin().send(
        new PutRepositoryPermissionsPolicyCommand({
          domain: 'dom',
          repository,
          policyDocument: JSON.stringify(policy(...statements)),
        }),
      ),
    async token(of) {
      const command = new GetAuthorizationTokenCommand({ domain: 'dom', domainOwner: OWNER });
      return (await of.send(command)).authorizationToken ?? '';
    },
    endpoint: (repository, format = 'npm') => emulator.endpoint('dom', repository, format),
    async reset() {
      emulator.setPrincipals(ADMINS);
      await emulator.restore('ready');
    },
  };
  await build(world);
  await emulator.snapshot('ready');
  return world;
}

async function build(world: AccessWorld): Promise<void> {
  const domain = { domain: 'dom', domainOwner: OWNER };
  const owner = world.admin();
  await owner.send(new CreateDomainCommand({ domain: 'dom' }));
  await owner.send(new CreateRepositoryCommand({ ...domain, repository: 'up' }));
  await owner.send(
    new CreateRepositoryCommand({ ...domain, repository: 'app', upstreams: [{ repositoryName: 'up' }] }),
  );
  await owner.send(new CreatePackageGroupCommand({ ...domain, packageGroup: '/npm/acme/*' }));
  const assetContent = Buffer.from('tool');
  await owner.send(
    new PublishPackageVersionCommand({
      ...domain,
      ...{ repository: 'app', format: 'generic', namespace: 'ns', package: 'tool', packageVersion: '1.0.0' },
      ...{ assetName: 'tool.bin', assetContent },
      assetSHA256: createHash('sha256').update(assetContent).digest('hex'),
    }),
  );
  await world.putDomainPolicy({ ...allow('CreateRepository'), Principal: { AWS: STEWARD } });
  await world.admin(STEWARD).send(new CreateRepositoryCommand({ ...domain, repository: 'theirs' }));
  await owner.send(new DeleteDomainPermissionsPolicyCommand({ domain: 'dom' }));
}

/** What became of a call: the words of its refusal, or that policies let it pass, whatever else it then met. */
export async function findRefusal(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof CodeartifactServiceException)) throw error;
    // Whoever is not known at all was not judged by any policy.
    if (/Client|Signature|Token/.test(error.name)) throw error;
    return error.name === 'AccessDeniedException' ? error.message : undefined;
  }
}
