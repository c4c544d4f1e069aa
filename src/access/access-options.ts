/** A policy: the name or ARN of a managed one, a document, or the path of a file that holds one. */
export type PolicyOption = string | object;

/** Somebody who calls, or a role that can be assumed, and what they may do (AUTH-140). */
export interface PrincipalOption {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Makes the access key a temporary one. */
  readonly sessionToken?: string;
  /** Of a user, a session or an account's root; a role that can be assumed has only `roleArn`. */
  readonly arn?: string;
  readonly roleArn?: string;
  /** When the session began and when it ends, ISO 8601. */
  readonly sessionIssued?: string;
  readonly sessionExpires?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly policies?: readonly PolicyOption[];
  readonly boundary?: PolicyOption;
  /** Who may assume the role; anybody known may where it is left out (AUTH-143). */
  readonly trust?: PolicyOption;
}

/** An organisation and where its accounts are in it (IAM-097). */
export interface OrganizationOption {
  readonly id: string;
  readonly accounts: readonly string[];
  /** Account to path, `o-1/r-1/ou-1/`. */
  readonly paths?: Readonly<Record<string, string>>;
}

/** A token for fixtures that cannot ask for one (AUTH-136). */
export interface StaticTokenOption {
  readonly token: string;
  /** ARN of whoever the token belongs to. */
  readonly principal: string;
  /** The domain it is good for, any when left out; `owner/name` or a name in the principal's account. */
  readonly domain?: string;
  /** ISO 8601; never when left out. */
  readonly expires?: string;
}

/** Who there is, besides the mode in which they are checked (DESIGN D10). */
export interface AccessOptions {
  readonly principals?: readonly PrincipalOption[];
  readonly organizations?: readonly OrganizationOption[];
  readonly staticTokens?: readonly StaticTokenOption[];
}
