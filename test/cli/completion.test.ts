import { spawnSync } from 'node:child_process';
import { runCommand } from '../support/command-line';

const script = async (shell: string) => (await runCommand(['completion', shell])).stdout;

/** What bash offers at the end of a line. */
async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const list = words.map((word) => `'${word}'`).join(' ');
  const program = `${await script('bash')}
COMP_WORDS=(codeartifact-local ${list}); COMP_CWORD=${words.length}; _codeartifact_local
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

test('bash completes commands, options and their values', async () => {
  expect(await complete('lo')).toEqual(['login', 'load']);
  expect(await complete('login', '--do')).toEqual(['--domain', '--domain-owner']);
  expect(await complete('login', '--tool', 'p')).toEqual(['pnpm', 'pip', 'poetry']);
  expect(await complete('start', '--endpoint-style', '')).toEqual(['path', 'host']);
  expect(await complete('completion', 'f')).toEqual(['fish']);
  expect(await complete('start', '--seed-')).toEqual(['--seed-ids']);
});

test.each(['bash', 'zsh', 'fish'])(
  '%s gets every command and option, and takes the script where it is here',
  async (shell) => {
    const text = await script(shell);
    for (const name of ['start', 'exec', 'env', 'login', 'doctor', 'dry-run', 'endpoint-style', 'swift'])
      expect(text).toContain(name);
    const checked = spawnSync(shell, ['-n'], { input: text, encoding: 'utf8' });
    // A shell that is not here has no status.
    expect(checked.error ? 0 : checked.status).toBe(0);
  },
);

test('completion for an unknown shell is a mistake', async () => {
  const { status, stderr } = await runCommand(['completion', 'tcsh']);
  expect([status, stderr]).toEqual([
    2,
    "codeartifact-local: SHELL must be one of bash, zsh, fish, not 'tcsh'\n",
  ]);
});
