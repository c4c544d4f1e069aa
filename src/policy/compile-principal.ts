import { parseArn } from '../util/arn';

/** Whose request it is, as policies name principals (IAM-064). */
export interface Principal {
  readonly account: string;
  /** Of the user, the session (`arn:aws:sts::…:assumed-role/…`) or the root. */
  readonly arn: string;
}

/**
 * How a resource policy's statement names a principal: by user or session, by the role of a session, as anybody, or only
 * by account, which delegates to the account's own policies (IAM-078). In that order each says more than the next.
 */
export type Naming = 'named' | 'role' | 'anybody' | 'account';

const ORDER: readonly Naming[] = ['named', 'role', 'anybody', 'account'];

export type PrincipalTest = (principal: Principal) => Naming | undefined;

/** Compiles a `Principal` or `NotPrincipal` member whose grammar was checked (IAM-064, IAM-078 … IAM-080). */
export function compilePrincipal(member: unknown, isNegated: boolean): PrincipalTest {
  const tests = toNames(member).map(compileName);
  const find = (principal: Principal): Naming | undefined => strongest(tests.map((test) => test(principal)));
  return isNegated ? (principal) => (find(principal) === undefined ? 'anybody' : undefined) : find;
}

/** The naming that says most. */
export function strongest(namings: readonly (Naming | undefined)[]): Naming | undefined {
  return ORDER.find((naming) => namings.includes(naming));
}

/** Services, federated identities and canonical users never call here. */
function toNames(member: unknown): string[] {
  if (member === '*') return ['*'];
  const { AWS: names = [] } = member as { readonly AWS?: string | readonly string[] }; // the grammar was checked
  return [names].flat();
}

function compileName(name: string): PrincipalTest {
  if (name === '*') return () => 'anybody';
  const { account = name, resource = 'root' } = parseArn(name) ?? {};
  if (resource === 'root') return (principal) => (principal.account === account ? 'account' : undefined);
  if (!resource.startsWith('role/')) return (principal) => (principal.arn === name ? 'named' : undefined);
  // The path of a role is not in the names of its sessions (IAM-080).
  const role = resource.slice(resource.lastIndexOf('/') + 1);
  return (principal) => {
    if (principal.account !== account) return undefined;
    return findRoleName(principal.arn) === role ? 'role' : undefined;
  };
}

/** The name of the role whose session an ARN is of; undefined for other ARNs. */
export function findRoleName(arn: string): string | undefined {
  return /^arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+)\/[^/]+$/.exec(arn)?.[1];
}
