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
}

/** Mints and reads authorization tokens. */
export interface TokenAuthority {
  mint(claims: TokenClaims): string;
  /** The claims of a token minted here and not expired at `now` (milliseconds); undefined for anything else. */
  read(token: string, now: number): TokenClaims | undefined;
}
