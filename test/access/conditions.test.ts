import {
  DescribeRepositoryCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-codeartifact';
import {
  allow,
  arnOf,
  findRefusal,
  OWNER,
  policy,
  startAccessWorld,
  userArn,
  type AccessWorld,
} from '../support/access-world';

const ORGANIZATION = { id: 'o-acme', accounts: [OWNER], paths: { [OWNER]: 'o-acme/r-1/ou-dev/' } };

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld({ auth: { organizations: [ORGANIZATION] } });
});
beforeEach(() => world.reset());
afterAll(() => world.emulator.close());

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
const REPOSITORY = { domain: 'dom', repository: 'app' };
const tag = (key: string, value: string) =>
  world
    .admin()
    .send(new TagResourceCommand({ resourceArn: arnOf('repository/dom/app'), tags: [{ key, value }] }));

/** Whether DescribeRepository is allowed under conditions, asked by the user `dev` with the tag team=core. */
async function holds(conditions: Conditions, version = '2012-10-17'): Promise<boolean> {
  const document = { ...policy({ ...allow('*'), Condition: conditions }), Version: version };
  world.setPrincipals({
    ...{ arn: userArn(OWNER), accessKeyId: 'dev', secretAccessKey: 'secret', tags: { team: 'core' } },
    policies: [document],
  });
  const refusal = await findRefusal(world.client('dev').send(new DescribeRepositoryCommand(REPOSITORY)));
  return refusal === undefined;
}

describe('operators', () => {
  const account = 'aws:PrincipalAccount';
  const absent = 'aws:PrincipalTag/none';
  test.each<[string, Conditions, boolean]>([
    ['StringEquals', { StringEquals: { [account]: OWNER } }, true],
    ['StringEquals other', { StringEquals: { [account]: '1' } }, false],
    ['StringEquals takes no wildcards', { StringEquals: { [account]: '1*' } }, false],
    ['StringEquals one of several', { StringEquals: { [account]: ['1', OWNER] } }, true],
    ['StringEquals absent', { StringEquals: { [absent]: 'x' } }, false],
    ['StringEqualsIfExists absent', { StringEqualsIfExists: { [absent]: 'x' } }, true],
    ['StringEqualsIfExists present', { StringEqualsIfExists: { [account]: '1' } }, false],
    ['StringNotEquals', { StringNotEquals: { [account]: '1' } }, true],
    ['StringNotEquals none of several', { StringNotEquals: { [account]: ['1', OWNER] } }, false],
    ['StringNotEquals absent', { StringNotEquals: { [absent]: 'x' } }, true],
    ['StringEquals minds the case', { StringEquals: { 'aws:PrincipalTag/team': 'CORE' } }, false],
    ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'CORE' } }, true],
    ['StringNotEqualsIgnoreCase', { StringNotEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'CORE' } }, false],
    ['StringLike', { StringLike: { [account]: '1*1' } }, true],
    ['StringLike ?', { StringLike: { 'aws:username': 'd?v' } }, true],
    ['StringLike other', { StringLike: { [account]: '2*' } }, false],
    ['StringNotLike', { StringNotLike: { [account]: '1*' } }, false],
    ['NumericEquals', { NumericEquals: { 'aws:EpochTime': 1772600767 } }, true],
    ['NumericNotEquals', { NumericNotEquals: { 'aws:EpochTime': '1772600767' } }, false],
    ['NumericLessThan', { NumericLessThan: { 'aws:EpochTime': '1772600768' } }, true],
    ['NumericLessThan same', { NumericLessThan: { 'aws:EpochTime': '1772600767' } }, false],
    ['NumericLessThanEquals', { NumericLessThanEquals: { 'aws:EpochTime': '1772600767' } }, true],
    ['NumericGreaterThan', { NumericGreaterThan: { 'aws:EpochTime': '1772600766' } }, true],
    ['NumericGreaterThanEquals', { NumericGreaterThanEquals: { 'aws:EpochTime': '1772600768' } }, false],
    ['NumericEquals of no number', { NumericEquals: { 'aws:username': 'dev' } }, false],
    ['DateEquals', { DateEquals: { 'aws:CurrentTime': '2026-03-04T05:06:07.890Z' } }, true],
    ['DateNotEquals', { DateNotEquals: { 'aws:CurrentTime': '2026-03-04T05:06:07.890Z' } }, false],
    ['DateLessThan', { DateLessThan: { 'aws:CurrentTime': '2026-03-05' } }, true],
    ['DateLessThanEquals', { DateLessThanEquals: { 'aws:CurrentTime': '2026-03-03T00:00:00Z' } }, false],
    ['DateGreaterThan', { DateGreaterThan: { 'aws:CurrentTime': '2026-03-04T05:06:07+02:00' } }, true],
    [
      'DateGreaterThanEquals of seconds',
      { DateGreaterThanEquals: { 'aws:EpochTime': '2026-03-04T05:06:07Z' } },
      true,
    ],
    ['Bool', { Bool: { 'aws:SecureTransport': 'false' } }, true],
    ['Bool as JSON has it', { Bool: { 'aws:SecureTransport': true } }, false],
    ['BinaryEquals', { BinaryEquals: { 'aws:username': 'dev' } }, true],
    ['IpAddress', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, true],
    ['IpAddress without bits', { IpAddress: { 'aws:SourceIp': ['10.0.0.1', '127.0.0.1'] } }, true],
    ['IpAddress other family', { IpAddress: { 'aws:SourceIp': '::/0' } }, false],
    ['IpAddress of no address', { IpAddress: { 'aws:SourceIp': 'localhost' } }, false],
    ['NotIpAddress', { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }, false],
    ['NotIpAddress other', { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, true],
    ['ArnEquals', { ArnEquals: { 'aws:PrincipalArn': userArn(OWNER) } }, true],
    ['ArnLike', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/d*' } }, true],
    ['ArnLike keeps to the six parts', { ArnLike: { 'aws:PrincipalArn': 'arn:*:user/dev' } }, false],
    ['ArnNotEquals', { ArnNotEquals: { 'aws:PrincipalArn': userArn(OWNER) } }, false],
    ['ArnNotLike', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, true],
    ['Null of what is absent', { Null: { [absent]: 'true' } }, true],
    ['Null of what is there', { Null: { [account]: 'true' } }, false],
    ['not Null', { Null: { [account]: false } }, true],
    ['ForAnyValue', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-acme/*' } }, true],
    ['ForAnyValue of what is absent', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'x' } }, false],
    ['ForAllValues of what is absent', { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' } }, true],
    ['several keys', { StringEquals: { [account]: OWNER, 'aws:username': 'other' } }, false],
    [
      'several operators',
      { StringEquals: { [account]: OWNER }, Bool: { 'aws:SecureTransport': 'true' } },
      false,
    ],
    ['keys of any case', { StringEquals: { 'AWS:principalACCOUNT': OWNER } }, true],
  ])('IAM-090 %s', async (_name, conditions, expected) => {
    expect(await holds(conditions)).toBe(expected);
  });
});

describe('keys', () => {
  test.each<[string, string, string]>([
    ['aws:PrincipalArn', 'ArnEquals', userArn(OWNER)],
    ['aws:PrincipalAccount', 'StringEquals', OWNER],
    ['aws:PrincipalType', 'StringEquals', 'User'],
    ['aws:PrincipalTag/team', 'StringEquals', 'core'],
    ['aws:PrincipalTag/TEAM', 'StringEquals', 'core'],
    ['aws:PrincipalOrgID', 'StringEquals', 'o-acme'],
    ['aws:userid', 'StringLike', 'AIDA*'],
    ['aws:username', 'StringEquals', 'dev'],
    ['aws:SourceIp', 'StringEquals', '127.0.0.1'],
    ['aws:SecureTransport', 'Bool', 'false'],
    ['aws:CurrentTime', 'DateEquals', '2026-03-04T05:06:07.890Z'],
    ['aws:EpochTime', 'NumericEquals', '1772600767'],
    ['aws:RequestedRegion', 'StringEquals', 'us-east-1'],
    ['aws:ResourceAccount', 'StringEquals', OWNER],
    ['aws:ViaAWSService', 'Bool', 'false'],
  ])('IAM-091 %s is known', async (key, operator, value) => {
    expect(await holds({ [operator]: { [key]: value } })).toBe(true);
    expect(await holds({ Null: { [key]: 'true' } })).toBe(false);
  });

  test.each([
    ...['aws:Referer', 'aws:UserAgent', 'aws:TokenIssueTime', 'aws:MultiFactorAuthPresent'],
    ...[
      'aws:TagKeys',
      'sts:AWSServiceName',
      'sts:DurationSeconds',
      'codeartifact:anything',
      'aws:ResourceTag',
    ],
  ])('IAM-091 IAM-092 IAM-098 %s is not', async (key) => {
    expect(await holds({ Null: { [key]: 'true' } })).toBe(true);
  });

  test('IAM-093 IAM-095 aws:ResourceTag is of the very resource', async () => {
    const tagged = { StringEquals: { 'aws:ResourceTag/COST': '1' } };
    expect(await holds(tagged)).toBe(false);
    await tag('Cost', '1');
    expect(await holds(tagged)).toBe(true);
    expect(await holds({ StringEquals: { 'aws:ResourceTag/Cost': '2' } })).toBe(false);
  });

  test('IAM-094 IAM-095 aws:RequestTag and aws:TagKeys are what a request brings', async () => {
    const request = (Condition: Conditions) => {
      const client = world.dev(OWNER, policy({ ...allow('TagResource', 'UntagResource'), Condition }));
      const resourceArn = arnOf('domain/dom');
      const tags = [{ key: 'Cost', value: '1' }];
      return Promise.all([
        findRefusal(client.send(new TagResourceCommand({ resourceArn, tags }))),
        findRefusal(client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['Cost'] }))),
      ]).then((refusals) => refusals.map((refusal) => refusal === undefined));
    };
    expect(await request({ StringEquals: { 'aws:RequestTag/cost': '1' } })).toEqual([true, false]);
    expect(await request({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Cost', 'x'] } })).toEqual([
      true,
      true,
    ]);
    expect(await request({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'cost' } })).toEqual([false, false]);
  });
});

describe('variables', () => {
  const named = (value: string) => ({ StringEquals: { 'aws:username': value } });

  test('IAM-068 a variable stands for its value, to the letter, since the version of 2012', async () => {
    expect(await holds({ StringEquals: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/team}' } })).toBe(true);
    expect(await holds(named('${aws:username}'))).toBe(true);
    expect(await holds(named('${AWS:USERNAME}'))).toBe(true);
    expect(await holds(named("${aws:PrincipalTag/none, 'dev'}"))).toBe(true);
    expect(await holds(named('${aws:PrincipalTag/none}'))).toBe(false);
    expect(await holds({ StringLike: { 'aws:username': 'd${*}v' } })).toBe(false);
    expect(await holds(named('${aws:username}'), '2008-10-17')).toBe(false);
    expect(await holds({ StringEqualsIgnoreCase: { 'aws:username': '${aws:USERNAME}' } })).toBe(true);
  });

  test('IAM-068 a variable works in a resource', async () => {
    const resource = (value: string) => policy({ ...allow('*'), Resource: arnOf(value) });
    const describeApp = new DescribeRepositoryCommand(REPOSITORY);
    world.setPrincipals({
      ...{ arn: userArn(OWNER, 'app'), accessKeyId: 'dev', secretAccessKey: 'secret' },
      policies: [resource('repository/dom/${aws:username}')],
    });
    expect(await findRefusal(world.client('dev').send(describeApp))).toBeUndefined();
    const client = world.dev(OWNER, resource('repository/dom/${aws:username}'));
    expect(await findRefusal(client.send(describeApp))).toContain('is not authorized');
  });
});
