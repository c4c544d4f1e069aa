import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CargoWorld } from './cargo-world';
import type { Environment, RunResult, Sandbox } from './sandbox';

/** What a crate on disk is made of. */
export interface CrateSource {
  /** Lines of `[package]`. */
  readonly about?: string;
  /** Further tables of the manifest. */
  readonly tables?: string;
  /** `src/lib.rs`; with `main` it is `src/main.rs`. */
  readonly code?: string;
  readonly main?: boolean;
}

/** The real cargo in a sandbox, with the repositories `up` and `app` as registries `ca-up` and `ca-app`. */
export interface CargoClient {
  /** Writes the user's configuration; more lines may follow the registries. */
  configure(more?: string, provider?: string): Promise<void>;
  /** Writes a crate, or writes it anew, and gives its folder. */
  write(folder: string, name: string, version: string, source?: CrateSource): Promise<string>;
  /** @param token instead of the world's; null: there is none in the environment */
  run(cwd: string, args: readonly string[], token?: string | null, more?: Environment): Promise<RunResult>;
  /** `cargo login` with the token on standard input, as the guide has it. */
  login(registry: string): Promise<RunResult>;
  /** As if cargo had never run. */
  forget(): Promise<void>;
}

export function createCargoClient(path: string, world: CargoWorld, sandbox: Sandbox): CargoClient {
  const cargoHome = join(sandbox.home, '.cargo');
  const environment = {
    CARGO_HOME: cargoHome,
    // Where rustup, if it is there, has its toolchains: the sandbox has another home.
    RUSTUP_HOME: process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'),
    CARGO_TERM_COLOR: 'never',
    CARGO_NET_RETRY: '0',
    CARGO_INCREMENTAL: '0',
    CARGO_PROFILE_DEV_DEBUG: '0',
  };
  return {
    async configure(more = '', provider = '"cargo:token"') {
      const registries = ['up', 'app'].map(
        (name) =>
          `[registries.ca-${name}]\nindex = "sparse+${world.endpoint(name)}/"\ncredential-provider = ${provider}\n`,
      );
      await sandbox.writeHome('.cargo/config.toml', registries.join('\n') + more);
    },
    async write(folder, name, version, { about = '', tables = '', code, main = false } = {}) {
      const body = main ? 'fn main() {}' : `pub fn it() -> &'static str { "${name} ${version}" }`;
      const manifest =
        `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\nlicense = "MIT"\n` +
        `description = "What ${name} does."\n${about}\n\n${tables}`;
      await sandbox.writeHome(`../work/${folder}/Cargo.toml`, manifest);
      await sandbox.writeHome(`../work/${folder}/src/${main ? 'main' : 'lib'}.rs`, code ?? body);
      return sandbox.folder(folder);
    },
    run: (cwd, args, token = world.token(), more = {}) =>
      sandbox.run(cwd, path, args, {
        ...environment,
        ...(token !== null && { CARGO_REGISTRIES_CA_UP_TOKEN: token, CARGO_REGISTRIES_CA_APP_TOKEN: token }),
        ...more,
      }),
    async login(registry) {
      await sandbox.writeHome('token', `${world.token()}\n`);
      const command = '"$0" login --registry "$1" < token && rm token';
      return sandbox.run(sandbox.home, 'sh', ['-c', command, path, registry], environment);
    },
    async forget() {
      for (const folder of ['registry', '.package-cache', '.global-cache'])
        await rm(join(cargoHome, folder), { recursive: true, force: true });
    },
  };
}
