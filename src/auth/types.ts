import type { HttpRequest } from '../util/http';

/** A session of temporary credentials: what it began with, whatever becomes of its user or role. */
export interface Session {
  /** When it began, milliseconds (AUTH-070). */
  readonly issued: number;
  /** The role that was assumed; absent for a user's own session. */
  readonly roleArn?: string;
  /** Documents of the session policies (IAM-082). */
  readonly policies: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly isMfaAuthenticated?: boolean;
}

/** Who sent a request, whichever door it came through. */
export interface Caller {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly principalArn: string;
  readonly accessKeyId?: string;
  /** When the caller's temporary credentials expire, milliseconds; absent for long-term keys. */
  readonly sessionExpires?: number;
  /** Whether the caller used temporary credentials (AUTH-054). */
  readonly temporary: boolean;
  /** Absent for long-term keys, and for temporary ones of which nothing is known. */
  readonly session?: Session;
}

/** What an authorization token says (AUTH-068); times in seconds since the epoch. */
export interface TokenClaims {
  readonly principalArn: string;
  readonly account: string;
  readonly region: string;
  readonly domainOwner: string;
  readonly domain: string;
  readonly issued: number;
  readonly expires: number;
  /** Of whoever asked for the token (AUTH-070). */
  readonly session?: Session;
}

/** Mints and reads authorization tokens. */
export interface TokenAuthority {
  mint(claims: TokenClaims): string;
  /** The claims of a token minted here and not expired at `now` (milliseconds); undefined for anything else. */
  read(token: string, now: number): TokenClaims | undefined;
}

/**
 * How far callers are checked (DESIGN D6): not at all; signatures of configured keys; every signature; policies as well.
 * `warn` is `lenient` and tells what `iam` would have refused.
 */
export type AuthMode = 'off' | 'lenient' | 'strict' | 'iam' | 'warn';

/** An access key whose signatures can be verified. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Makes the credentials temporary: requests must carry it. */
  readonly sessionToken?: string;
  /** When temporary credentials expire, milliseconds. */
  readonly sessionExpires?: number;
  readonly session?: Session;
  /** Twelve digits; the default account if left out. */
  readonly account?: string;
  /** `arn:aws:iam::<account>:user/<accessKeyId>` if left out. */
  readonly principalArn?: string;
}

export interface AuthenticatorOptions {
  readonly mode: AuthMode;
  /** Whom requests belong to that say nothing else (AUTH-132, AUTH-133). */
  readonly account: string;
  readonly region: string;
  /** 0 switches the check of the clock off (AUTH-014). */
  readonly clockSkewSeconds: number;
  /** Whether the clock shows a time that signers cannot know of; how old a signature is does not matter then. */
  readonly isClockMoved?: () => boolean;
  /** Besides the built-in `test` / `test`. */
  readonly credentials: readonly Credential[];
  /** The credential of a session that was issued here (AUTH-143). */
  readonly findSession?: (accessKeyId: string, sessionToken: string) => Credential | undefined;
}

/** The services whose requests are answered, as signatures name them (AUTH-001). */
export type SigningName = 'codeartifact' | 'sts';

/** Decides who sent a request of the API plane. */
export interface Authenticator {
  /** Whom a request without any identity comes from (AUTH-133). */
  readonly defaultCaller: Caller;
  /**
   * Who sent the request; `body` undefined means that it has yet to be streamed, so only its announced hash is
   * verified (AUTH-008). Throws one of the errors in `auth/errors`, or ValidationException for aws-chunked bodies.
   */
  authenticate(http: HttpRequest, body: Buffer | undefined, now: number, service?: SigningName): Caller;
  /** Replaces every configured access key, effective with the next request (AUTH-142). */
  replaceCredentials(credentials: readonly Credential[]): void;
}
