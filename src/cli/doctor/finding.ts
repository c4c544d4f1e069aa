/** One thing that was looked at. */
export interface Finding {
  readonly check:
    'variables' | 'proxy' | 'listening' | 'trust' | 'clock' | 'credentials' | 'names' | 'project' | 'token';
  readonly level: 'ok' | 'warning' | 'problem';
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

export interface Patient {
  /** Where the emulator should be. */
  readonly address: URL;
  /** Whether that was said by `--url`. */
  readonly isGiven: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** The project whose configuration is read. */
  readonly directory: string;
}

/** Host and port, the port said where it is the scheme's own. */
export function hostOf(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

const LOOPBACK = /^(?:localhost|127\.[\d.]+|\[::1\])$/;

/** Whether two addresses are the same place: host and port, all names of loopback being one. */
export function isSamePlace(left: URL, right: URL): boolean {
  if (hostOf(left) === hostOf(right)) return true;
  return (
    LOOPBACK.test(left.hostname) &&
    LOOPBACK.test(right.hostname) &&
    hostOf(left).split(':').at(-1) === hostOf(right).split(':').at(-1)
  );
}
