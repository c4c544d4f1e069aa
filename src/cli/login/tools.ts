import type { Configure } from './grant';
import { gradle, maven } from './java';
import { bun, npm, yarn } from './javascript';
import { bundler, cargo, gem, nuget, swift } from './others';
import { pip, poetry, twine, uv } from './python';

export interface Tool {
  /** The format whose endpoint it speaks to. */
  readonly format: string;
  readonly configure: Configure;
  /** Whether it knows namespaces that can be sent to a repository of their own. */
  readonly hasNamespaces?: boolean;
}

/** The clients that `login` configures. */
export const tools: Readonly<Record<string, Tool>> = {
  npm: { format: 'npm', configure: npm, hasNamespaces: true },
  pnpm: { format: 'npm', configure: npm, hasNamespaces: true },
  yarn: { format: 'npm', configure: yarn, hasNamespaces: true },
  bun: { format: 'npm', configure: bun, hasNamespaces: true },
  pip: { format: 'pypi', configure: pip },
  uv: { format: 'pypi', configure: uv },
  poetry: { format: 'pypi', configure: poetry },
  twine: { format: 'pypi', configure: twine },
  maven: { format: 'maven', configure: maven },
  gradle: { format: 'maven', configure: gradle },
  nuget: { format: 'nuget', configure: nuget },
  dotnet: { format: 'nuget', configure: nuget },
  cargo: { format: 'cargo', configure: cargo },
  gem: { format: 'ruby', configure: gem },
  bundler: { format: 'ruby', configure: bundler },
  swift: { format: 'swift', configure: swift, hasNamespaces: true },
};
