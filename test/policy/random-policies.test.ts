import { createChooser } from '../model-based/chooser';
import { compilePolicy } from '../../src/policy/compile-policy';
import { evaluate, type AttachedPolicy } from '../../src/policy/evaluate';

/**
 * A second reading of the rows IAM-072 … IAM-082, as a table, for the evaluator to be held against: the first line that
 * fits decides. `limit` is what boundary and session policies leave of an allowance.
 */
const TABLE: readonly Line[] = [
  // IAM-072
  { deny: true, effect: 'explicit deny' },
  // IAM-074, IAM-082
  { account: 'own', grant: ['named'], effect: 'allow' },
  { account: 'own', grant: ['role', 'anybody'], limit: 'within', effect: 'allow' },
  { account: 'own', identity: true, limit: 'within', effect: 'allow' },
  // IAM-076, IAM-078
  {
    account: 'foreign',
    identity: true,
    grant: ['named', 'role', 'anybody', 'account'],
    limit: 'within',
    effect: 'allow',
  },
  // IAM-077
  { effect: 'implicit deny' },
];

type Grant = 'none' | 'account' | 'anybody' | 'role' | 'named';

interface Facts {
  readonly account: 'own' | 'foreign';
  readonly deny: boolean;
  readonly identity: boolean;
  readonly grant: Grant;
  readonly limit: 'within' | 'beyond';
}

interface Line extends Partial<Omit<Facts, 'grant'>> {
  readonly grant?: readonly Grant[];
  readonly effect: string;
}

const ACCOUNTS = ['111111111111', '222222222222'] as const;
const ACTIONS = [
  'codeartifact:DescribeDomain',
  'codeartifact:ListPackages',
  'codeartifact:Describe*',
  'codeartifact:*',
  '*',
];
const RESOURCES = ['arn:aws:x:::a', 'arn:aws:x:::b', 'arn:aws:x:::*', '*'];
const USER = (account: string) => `arn:aws:iam::${account}:user/u`;
const SESSION = (account: string) => `arn:aws:sts::${account}:assumed-role/r/s`;
const ROLE = (account: string) => `arn:aws:iam::${account}:role/path/r`;
const NAMES = ACCOUNTS.flatMap((account) => [
  USER(account),
  SESSION(account),
  ROLE(account),
  account,
  `arn:aws:iam::${account}:root`,
]);

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string;
  readonly Resource: string;
  /** Of the key `aws:PrincipalTag/k`. */
  readonly wanted: string | undefined;
  readonly names: readonly string[];
}

interface Case {
  readonly arn: string;
  readonly account: string;
  readonly owner: string;
  readonly action: string;
  readonly resource: string;
  readonly tag: string | undefined;
  readonly identity: readonly Statement[];
  readonly domain: readonly Statement[];
  readonly repository: readonly Statement[];
  readonly boundary: readonly Statement[] | undefined;
  readonly session: readonly Statement[] | undefined;
}

function createCase(random: ReturnType<typeof createChooser>): Case {
  const statement = (): Statement => ({
    Effect: random.chance(0.75) ? 'Allow' : 'Deny',
    Action: random.pick(ACTIONS),
    Resource: random.pick(RESOURCES),
    wanted: random.chance(0.3) ? random.pick(['x', 'y']) : undefined,
    names: random.chance(0.2)
      ? ['*']
      : [random.pick(NAMES), ...(random.chance(0.3) ? [random.pick(NAMES)] : [])],
  });
  const list = (most: number) => Array.from({ length: random.below(most + 1) }, statement);
  const some = () => [statement(), ...list(1)];
  const account = random.pick(ACCOUNTS);
  return {
    arn: random.chance(0.5) ? USER(account) : SESSION(account),
    account,
    owner: random.pick(ACCOUNTS),
    action: random.pick(ACTIONS.slice(0, 2)),
    resource: random.pick(RESOURCES.slice(0, 2)),
    tag: random.chance(0.7) ? random.pick(['x', 'y']) : undefined,
    identity: list(3),
    domain: list(2),
    repository: list(2),
    boundary: random.chance(0.3) ? some() : undefined,
    session: random.chance(0.3) ? some() : undefined,
  };
}

/** The facts of a case, worked out without any of the code under test. */
function toFacts(each: Case): Facts {
  const covers = (pattern: string, text: string) =>
    pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
  const speaks = ({ Action, Resource, wanted }: Statement) =>
    covers(Action, each.action) &&
    covers(Resource, each.resource) &&
    (wanted === undefined || wanted === each.tag);
  const naming = ({ names }: Statement): Grant => {
    if (names.includes(each.arn)) return 'named';
    if (each.arn === SESSION(each.account) && names.includes(ROLE(each.account))) return 'role';
    if (names.includes('*')) return 'anybody';
    return names.some((name) => name === each.account || name === `arn:aws:iam::${each.account}:root`)
      ? 'account'
      : 'none';
  };
  const allows = (statements: readonly Statement[]) =>
    statements.some((one) => one.Effect === 'Allow' && speaks(one));
  const denies = (statements: readonly Statement[]) =>
    statements.some((one) => one.Effect === 'Deny' && speaks(one));
  const resource = [...each.domain, ...each.repository].filter(
    (one) => speaks(one) && naming(one) !== 'none',
  );
  const grants = resource.filter((one) => one.Effect === 'Allow').map(naming);
  const order: readonly Grant[] = ['named', 'role', 'anybody', 'account'];
  return {
    account: each.account === each.owner ? 'own' : 'foreign',
    deny:
      denies(each.identity) || denies(resource) || denies(each.boundary ?? []) || denies(each.session ?? []),
    identity: allows(each.identity),
    grant: order.find((one) => grants.includes(one)) ?? 'none',
    limit:
      (!each.boundary || allows(each.boundary)) && (!each.session || allows(each.session))
        ? 'within'
        : 'beyond',
  };
}

function decideByTable(facts: Facts): string {
  const fits = (line: Line) =>
    (['account', 'deny', 'identity', 'limit'] as const).every(
      (key) => line[key] === undefined || line[key] === facts[key],
    ) &&
    (line.grant === undefined || line.grant.includes(facts.grant));
  return TABLE.find(fits)?.effect ?? 'nothing';
}

function decideByEvaluator(each: Case): string {
  const attach = (statements: readonly Statement[], isResource = false): AttachedPolicy => {
    const Statement = statements.map(({ names, wanted, ...rest }) => ({
      ...rest,
      ...(isResource && { Principal: names.includes('*') ? '*' : { AWS: names } }),
      ...(wanted !== undefined && { Condition: { StringEquals: { 'aws:PrincipalTag/k': wanted } } }),
    }));
    return { name: 'p', policy: compilePolicy(JSON.stringify({ Version: '2012-10-17', Statement })) };
  };
  const { effect } = evaluate(
    {
      principal: { arn: each.arn, account: each.account },
      isRoot: false,
      action: each.action,
      resources: [each.resource],
      isOwnAccount: each.account === each.owner,
      context: (key) => (key === 'aws:principaltag/k' && each.tag !== undefined ? [each.tag] : undefined),
    },
    {
      identity: [attach(each.identity)],
      resource: [attach(each.domain, true), attach(each.repository, true)],
      boundary: each.boundary && attach(each.boundary),
      session: each.session ? [attach(each.session)] : [],
    },
  );
  return effect;
}

test.each([1, 2, 3, 4])(
  'IAM-120 IAM-072 IAM-074 IAM-076 IAM-077 two readings agree on random policies, seed %d',
  (seed) => {
    const random = createChooser(seed);
    const seen = new Map<string, number>();
    for (let count = 0; count < 5000; count += 1) {
      const each = createCase(random);
      const facts = toFacts(each);
      const expected = decideByTable(facts);
      if (decideByEvaluator(each) !== expected)
        expect({ each, facts, effect: decideByEvaluator(each) }).toEqual(expected);
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
    }
    // Each outcome often enough to mean something.
    expect([...seen.values()].every((count) => count > 500)).toBe(true);
    expect(seen.size).toBe(3);
  },
);
