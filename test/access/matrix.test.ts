import * as sdk from '@aws-sdk/client-codeartifact';
import type { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import {
  findRefusal,
  MEMBER,
  OWNER,
  policy,
  startAccessWorld,
  STEWARD,
  userArn,
  type AccessWorld,
  type StatementSource,
} from '../support/access-world';
import { OPERATION_CASES, type OperationCase } from './operation-cases';

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

type AnyCommand = new (input: object) => Parameters<CodeartifactClient['send']>[0];

function call(client: CodeartifactClient, { operation, input }: Pick<OperationCase, 'operation' | 'input'>) {
  const Command = (sdk as unknown as Record<string, AnyCommand>)[`${operation}Command`]; // every operation has one
  if (!Command) throw new Error(`no command ${operation}`);
  return findRefusal(client.send(new Command(input)));
}

/** Exactly what is needed, each permission on its own resource. */
const exactly = ({ needs }: OperationCase): StatementSource[] =>
  needs.map(([Action, Resource]) => ({ Action, Resource }));
const without = (each: OperationCase, index: number) => exactly(each).filter((_, at) => at !== index);
/** What a resource policy can give of it: permissions of other services only identities have. */
const byResource = (each: OperationCase, Principal: unknown): StatementSource[] =>
  exactly(each)
    .filter(({ Action }) => String(Action).startsWith('codeartifact:'))
    .map((statement) => ({ ...statement, Principal }));
const refusal = (account: string, action: string, arn: string, reason: string) =>
  `User: ${userArn(account)} is not authorized to perform: ${action} on resource: ${arn} ${reason}`;
const silent = (kind: string, action: string) =>
  `because no ${kind}-based policy allows the ${action} action`;

/** Everything there is, as bytes. */
async function exportState(): Promise<Buffer> {
  const answer = await fetch(`${world.emulator.url}/_codeartifact/state`);
  return Buffer.from(await answer.arrayBuffer());
}

test('IAM-010 IAM-121 the table has each of the 48 operations once', () => {
  const names = OPERATION_CASES.map(({ operation }) => operation).sort();
  const commands = Object.keys(sdk).filter((name) => /^[A-Z]\w+Command$/.test(name));
  expect(names).toEqual(commands.map((name) => name.replace(/Command$/, '')).sort());
});

const named = OPERATION_CASES.map((each) => [each.operation, each] as const);

describe('same account', () => {
  test.each(named)(
    'IAM-011 IAM-020 IAM-028 IAM-031 IAM-032 IAM-033 IAM-074 IAM-077 %s: silence refuses, exactly its permissions allow',
    async (_, each) => {
      const before = await exportState();
      const [[action, arn] = ['', '']] = each.needs;
      const client = world.dev(OWNER);
      expect(await call(client, each)).toBe(refusal(OWNER, action, arn, silent('identity', action)));
      expect((await exportState()).equals(before)).toBe(true);
      world.dev(OWNER, policy(...exactly(each)));
      expect(await call(client, each)).toBeUndefined();
    },
  );

  test.each(named.filter(([, { needs }]) => needs.length > 1))(
    'IAM-021 IAM-023 IAM-025 IAM-026 %s: each of its permissions is needed',
    async (_, each) => {
      for (const [index, [action, arn]] of each.needs.entries()) {
        const client = world.dev(OWNER, policy(...without(each, index)));
        expect(await call(client, each)).toBe(refusal(OWNER, action, arn, silent('identity', action)));
      }
    },
  );

  test.each(named)('IAM-072 %s: an explicit deny of any of its permissions refuses', async (_, each) => {
    for (const [Action, Resource] of each.needs) {
      const client = world.dev(
        OWNER,
        'AdministratorAccess',
        policy({ Sid: 'No', Effect: 'Deny', Action, Resource: Resource === '*' ? '*' : Resource }),
      );
      expect(await call(client, each)).toContain('with an explicit deny in an identity-based policy');
    }
  });

  test.each(named.filter(([, { level }]) => level !== 'account'))(
    'IAM-074 IAM-064 %s: a domain policy that names the user is enough',
    async (_, each) => {
      const client = world.dev(OWNER, policy({ Action: 'sts:GetServiceBearerToken', Resource: '*' }));
      await world.putDomainPolicy(...byResource(each, { AWS: userArn(OWNER) }));
      const refused = await call(client, each);
      // The policy cannot give the right to replace it (IAM-071).
      if (each.operation === 'PutDomainPermissionsPolicy') expect(refused).toContain('identity-based');
      else expect(refused).toBeUndefined();
    },
  );
});

describe('cross account', () => {
  const foreign = named.filter(([, { level }]) => level !== 'account');

  test.each(foreign)('IAM-076 IAM-111 %s: identity and resource policy are both needed', async (_, each) => {
    const [[action, arn] = ['', '']] = each.needs;
    const client = world.dev(MEMBER, policy(...exactly(each)));
    expect(await call(client, each)).toBe(refusal(MEMBER, action, arn, silent('resource', action)));
    await world.putDomainPolicy(...byResource(each, { AWS: MEMBER }));
    const allowed = await call(client, each);
    if (each.operation === 'PutDomainPermissionsPolicy')
      expect(allowed).toContain('no resource-based policy');
    else expect(allowed).toBeUndefined();
    await world.reset();
    await world.putDomainPolicy(...byResource(each, { AWS: MEMBER }));
    const withoutIdentity = await call(world.dev(MEMBER), each);
    expect(withoutIdentity).toContain(
      `because no ${each.operation === 'PutDomainPermissionsPolicy' ? 'resource' : 'identity'}-based policy`,
    );
  });

  test.each(foreign)('IAM-076 %s: a refusal does not tell whether there is such a thing', async (_, each) => {
    const client = world.dev(MEMBER, 'AdministratorAccess');
    const elsewhere = JSON.parse(
      JSON.stringify(each.input)
        .replace(/"dom"/g, '"not"')
        .replace(/\/dom(?=["/])/g, '/not'),
    ) as Record<string, unknown>; // as before, with other names
    const here = await call(client, each);
    // Which group a package is in is told by no domain that there is not.
    if (each.operation === 'GetAssociatedPackageGroup') return;
    const binary = each.input.assetContent;
    const there = await call(client, {
      operation: each.operation,
      input: { ...elsewhere, ...(Buffer.isBuffer(binary) && { assetContent: binary }) },
    });
    expect(there).toBe(here?.replace(/\/dom(?=[/ ])/g, '/not'));
  });
});

describe('account of the repository’s administrator', () => {
  const onTheirs = ({ input }: OperationCase) => ({
    ...input,
    ...('repository' in input && { repository: 'theirs' }),
    ...('resourceArn' in input && {
      resourceArn: `arn:aws:codeartifact:us-east-1:${OWNER}:repository/dom/theirs`,
    }),
  });
  const ofRepository = named.filter(
    ([name, { level, input }]) =>
      level === 'repository' && 'repository' in input && name !== 'UpdateRepository',
  );

  test.each(ofRepository)('IAM-075 %s: identity permission is enough on its repository', async (_, each) => {
    const client = world.dev(STEWARD, policy(...exactly(each).map((one) => ({ ...one, Resource: '*' }))));
    expect(await call(client, { ...each, input: onTheirs(each) })).toBeUndefined();
    expect(await call(client, each)).toContain('because no resource-based policy allows');
  });

  test.each(named.filter(([, { level }]) => level === 'domain'))(
    'IAM-075 %s: for the domain it is a foreign account',
    async (_, each) => {
      const client = world.dev(STEWARD, policy(...exactly(each)));
      expect(await call(client, each)).toContain('because no resource-based policy allows');
    },
  );
});
