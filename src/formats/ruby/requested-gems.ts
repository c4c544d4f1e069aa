import type { HttpRequest } from '../../util/http';

/** The names that a request for dependencies lists, each once (RUBY-030). */
export function listRequestedGems(query: string): readonly string[] {
  const given = new URLSearchParams(query).getAll('gems').flatMap((names) => names.split(','));
  return [...new Set(given)].filter((name) => name !== '');
}

/** Every gem whose dependencies are asked for counts (QUOTA-020, REPO-231). */
export function countRequestedGems({ path, query }: HttpRequest): number {
  return /\/api\/v1\/dependencies(?:\.json)?$/.test(path) ? Math.max(1, listRequestedGems(query).length) : 1;
}
