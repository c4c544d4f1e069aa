import type { ClientName } from '../../support/clients';
import type { Sandbox } from '../../support/sandbox';

/** What a client is told about the registry: the address ends in a slash (NPM-001). */
export interface RegistrySettings {
  readonly url: string;
  /** Sent as a Bearer token. */
  readonly token?: string;
  /** Sent as the password of `aws` (NPM-030). */
  readonly basicToken?: string;
}

/** One package manager as the shared scenario needs to know it. */
export interface NpmClient {
  readonly name: ClientName;
  /** Writes the settings that a reader of the guide would write. */
  configure(sandbox: Sandbox, settings: RegistrySettings): Promise<void>;
  /** Files that make an empty folder a project. */
  readonly projectFiles: Readonly<Record<string, string>>;
  readonly lockfile: string;
  /** Whether the lockfile names tarball URLs even when they are the conventional ones. */
  readonly lockfileNamesTarballs: boolean;
  readonly lockfileNamesSha512: boolean;
  /** Commands, one after the other, that publish the folder they run in. */
  publish(tag?: string): readonly (readonly string[])[];
  /** What makes the client send a version that it sees is there (NPM-114). */
  readonly publishAgain: readonly string[];
  install(spec: string): readonly string[];
  readonly frozenInstall: readonly string[];
  readonly tags?: {
    add(spec: string, tag: string): readonly string[];
    list(name: string): readonly string[];
    remove(name: string, tag: string): readonly string[];
  };
  /** What the client prints without credentials, with bad ones, and for a version that exists. */
  readonly says: { readonly noToken: RegExp; readonly badToken: RegExp; readonly exists: RegExp };
}

/** The lines of an .npmrc; `extra` are further `name=value` lines. */
export function toNpmrc(settings: RegistrySettings, extra: readonly string[] = []): string {
  const { url, token, basicToken } = settings;
  const prefix = url.replace(/^https?:/, '');
  const lines = [`registry=${url}`, ...extra];
  if (token !== undefined) lines.push(`${prefix}:_authToken=${token}`);
  if (basicToken !== undefined) {
    lines.push(`${prefix}:_auth=${Buffer.from(`aws:${basicToken}`).toString('base64')}`);
  }
  return `${lines.join('\n')}\n`;
}
