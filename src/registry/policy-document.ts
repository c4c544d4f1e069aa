import { malformedPolicy } from './errors';

type JsonObject = Readonly<Record<string, unknown>>;

const VERSIONS = ['2008-10-17', '2012-10-17'];
const POLICY_MEMBERS = ['Version', 'Id', 'Statement'];
const STATEMENT_MEMBERS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const CONDITION_OPERATORS = new Set([
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ...['StringLike', 'StringNotLike', 'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
  ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'],
  ...['NumericGreaterThan', 'NumericGreaterThanEquals'],
  ...['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals'],
  ...['DateGreaterThan', 'DateGreaterThanEquals'],
  ...['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
]);

// The service prefix and the name are not looked up: actions of other services are accepted and inert (IAM-066).
const ACTION = /^(\*|[\w*?-]+:[\w*?]+)$/;
const RESOURCE = /^(\*|arn:)/;
// Checked for form only (IAM-064, IAM-065); a wildcard inside an ARN is none of the forms (IAM-062).
const AWS_PRINCIPALS = [
  /^\*$/,
  /^\d{12}$/,
  /^arn:[a-z-]+:iam::\d{12}:(root|(user|role)\/[^*?\s]+)$/,
  /^arn:[a-z-]+:sts::\d{12}:(assumed-role\/[^/*?\s]+|federated-user)\/[^/*?\s]+$/,
];

/** Resource policies name principals, identity policies must not (IAM-061, IAM-069), and trust no resources. */
export type PolicyKind = 'resource' | 'identity' | 'trust';

/**
 * Checks that a text is a policy (IAM-060 … IAM-069): its grammar, not whom or what it names.
 * @throws ValidationException, reason CANNOT_PARSE for text that is not JSON, OTHER for the rest (IAM-062)
 */
export function assertPolicyDocument(text: string, kind: PolicyKind = 'resource'): void {
  const policy = parseJson(text);
  assertObject(policy, 'The policy');
  assertMembers(policy, POLICY_MEMBERS, 'The policy');
  const { Version: version, Id: id, Statement: statement } = policy;
  if (version !== undefined && !VERSIONS.some((known) => known === version)) {
    throw malformedPolicy(`Version must be one of ${VERSIONS.join(', ')}.`);
  }
  if (id !== undefined && typeof id !== 'string') throw malformedPolicy('Id must be a string.');
  if (statement === undefined) throw malformedPolicy('Statement is missing.');
  const statements: unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statements.length === 0) throw malformedPolicy('Statement is empty.');
  const sids = new Set<unknown>();
  for (const item of statements) {
    assertObject(item, 'A statement');
    assertStatement(item, kind);
    // Some generators write an empty Sid into every statement.
    if (item.Sid === undefined || item.Sid === '') continue;
    if (sids.has(item.Sid)) throw malformedPolicy('A Sid is used more than once.');
    sids.add(item.Sid);
  }
}

const MISPLACED_MEMBERS: Readonly<Record<PolicyKind, readonly string[]>> = {
  resource: [],
  identity: ['Principal', 'NotPrincipal'],
  trust: ['Resource', 'NotResource'],
};

function assertStatement(statement: JsonObject, kind: PolicyKind): void {
  const misplaced = MISPLACED_MEMBERS[kind];
  assertMembers(
    statement,
    STATEMENT_MEMBERS.filter((name) => !misplaced.includes(name)),
    'A statement',
  );
  if (statement.Sid !== undefined && typeof statement.Sid !== 'string') {
    throw malformedPolicy('Sid must be a string.');
  }
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    throw malformedPolicy('Effect must be Allow or Deny.');
  }
  if (kind !== 'identity') assertPrincipal(getOneOf(statement, 'Principal', 'NotPrincipal'));
  for (const action of toStrings(getOneOf(statement, 'Action', 'NotAction'), 'Action')) {
    if (!ACTION.test(action)) throw malformedPolicy(`Action '${action}' is not service:name.`);
  }
  if (kind !== 'trust') {
    for (const resource of toStrings(getOneOf(statement, 'Resource', 'NotResource'), 'Resource')) {
      if (!RESOURCE.test(resource)) throw malformedPolicy(`Resource '${resource}' is not an ARN.`);
    }
  }
  if (statement.Condition !== undefined) assertCondition(statement.Condition);
}

function assertPrincipal(principal: unknown): void {
  if (principal === '*') return;
  assertObject(principal, 'Principal');
  assertMembers(principal, PRINCIPAL_KINDS, 'Principal');
  if (Object.keys(principal).length === 0) throw malformedPolicy('Principal is empty.');
  for (const [kind, value] of Object.entries(principal)) {
    for (const name of toStrings(value, 'Principal')) {
      if (kind === 'AWS' && !AWS_PRINCIPALS.some((form) => form.test(name))) {
        throw malformedPolicy(`Principal '${name}' is not an account, a user, a role or a session.`);
      }
    }
  }
}

function assertCondition(condition: unknown): void {
  assertObject(condition, 'Condition');
  for (const [operator, tests] of Object.entries(condition)) {
    const [, name = '', ifExists] =
      /^(?:ForAllValues:|ForAnyValue:)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
    if (!CONDITION_OPERATORS.has(name) || (name === 'Null' && ifExists))
      throw malformedPolicy(`Condition operator '${operator}' is unknown.`);
    assertObject(tests, `Condition ${operator}`);
    for (const values of Object.values(tests)) assertConditionValues(values);
  }
}

function assertConditionValues(values: unknown): void {
  const list: unknown[] = Array.isArray(values) ? values : [values];
  if (list.length === 0) throw malformedPolicy('A condition has no values.');
  if (!list.every((value) => ['string', 'number', 'boolean'].includes(typeof value))) {
    throw malformedPolicy('Condition values must be strings, numbers or booleans.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformedPolicy('It is not JSON.', 'CANNOT_PARSE');
  }
}

function assertObject(value: unknown, what: string): asserts value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformedPolicy(`${what} must be an object.`);
  }
}

function assertMembers(value: JsonObject, allowed: readonly string[], what: string): void {
  const unknown = Object.keys(value).find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw malformedPolicy(`${what} has an unknown member '${unknown}'.`);
}

function getOneOf(statement: JsonObject, name: string, negated: string): unknown {
  const present = [name, negated].filter((member) => statement[member] !== undefined);
  if (present.length !== 1) throw malformedPolicy(`A statement must have either ${name} or ${negated}.`);
  return statement[present[0] === name ? name : negated];
}

function toStrings(value: unknown, what: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw malformedPolicy(`${what} is empty.`);
  return list.map((item) => {
    if (typeof item !== 'string') throw malformedPolicy(`${what} must be a string or a list of strings.`);
    return item;
  });
}
