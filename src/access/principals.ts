import type { Caller, Credential } from '../auth/types';
import type { AttachedPolicy } from '../policy/evaluate';
import type { AccessOptions, OrganizationOption, PrincipalOption } from './access-options';
import { readPolicy } from './read-policy';
import { readPrincipal, type KnownPrincipal } from './read-principal';

/** What is known of a caller, whatever the account and key. */
export interface Identity {
  readonly policies: readonly AttachedPolicy[];
  readonly boundary: AttachedPolicy | undefined;
  /** Of the user or role; a session's own go before them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Everybody who is configured: users, roles, sessions, and the organisations of their accounts (AUTH-140). */
export class Principals {
  private byArn = new Map<string, KnownPrincipal[]>();
  private identities = new Map<string, Identity>();
  private configured: readonly PrincipalOption[] = [];
  private readonly organizations: readonly OrganizationOption[];
  private readonly builtIn: KnownPrincipal;

  /**
   * @param account where the built-in user is, who is there until others are (AUTH-135)
   * @throws RangeError naming the offending place (AUTH-141)
   */
  constructor({ principals = [], organizations = [] }: AccessOptions, account: string) {
    const arn = `arn:aws:iam::${account}:user/test`;
    const admin = readPolicy('AWSCodeArtifactAdminAccess', arn);
    this.builtIn = { arn, account, policies: [admin], tags: {} };
    this.organizations = organizations;
    this.replace(principals);
  }

  /** Replaces everybody, or throws a RangeError and nobody (AUTH-142). */
  replace(principals: readonly PrincipalOption[]): void {
    const known = principals.map((option, index) => readPrincipal(option, `principals[${index}]`));
    const keys = known.flatMap(({ credential }) => (credential ? [credential.accessKeyId] : []));
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    if (twice !== undefined)
      throw new RangeError(`principals: access key '${twice}' is there more than once`);
    this.byArn = new Map();
    for (const each of known.length > 0 ? known : [this.builtIn]) {
      this.byArn.set(each.arn, [...(this.byArn.get(each.arn) ?? []), each]);
    }
    this.identities = new Map([...this.byArn].map(([arn, entries]) => [arn, toIdentity(entries)]));
    this.configured = principals;
  }

  /** Everybody as configured, without what is secret. */
  list(): readonly Omit<PrincipalOption, 'secretAccessKey' | 'sessionToken'>[] {
    return this.configured.map(({ secretAccessKey: _secret, sessionToken: _token, ...shown }) => shown);
  }

  /** Every configured access key. */
  credentials(): readonly Credential[] {
    return [...this.byArn.values()].flat().flatMap(({ credential }) => credential ?? []);
  }

  /** A role that can be assumed. */
  findRole(roleArn: string): KnownPrincipal | undefined {
    return this.byArn.get(roleArn)?.[0];
  }

  /** What a caller's identity may do: of a user its own, of a session its role's; undefined for somebody unknown. */
  find({ principalArn, session }: Pick<Caller, 'principalArn' | 'session'>): Identity | undefined {
    const roleArn = session?.roleArn;
    const own = this.identities.get(principalArn);
    return own ?? (roleArn === undefined ? undefined : this.identities.get(roleArn));
  }

  /** The organisation of an account and its path there, as condition keys tell them (IAM-091, IAM-097). */
  findOrganization(account: string): { readonly id: string; readonly path: string } | undefined {
    const found = this.organizations.find(({ accounts }) => accounts.includes(account));
    return found && { id: found.id, path: found.paths?.[account] ?? `${found.id}/` };
  }
}

/** All entries of one ARN are the same user with several keys. */
function toIdentity(known: readonly KnownPrincipal[]): Identity {
  return {
    policies: known.flatMap(({ policies }) => policies),
    boundary: known.find(({ boundary }) => boundary)?.boundary,
    tags: Object.assign({}, ...known.map(({ tags }) => tags)) as Record<string, string>, // of such records
  };
}
