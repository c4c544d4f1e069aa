import type { RepositoryId } from '../../registry/records';

/**
 * Tells whether the address of an index is this repository's own, in any of its spellings and on any host (CRG-030).
 * @param endpoint as the client of the request spelled it
 */
export function createIndexMatcher(
  { domain, domainOwner, repository }: RepositoryId,
  endpoint: string,
): (url: string) => boolean {
  const host = new RegExp(`^${domain}-${domainOwner}\\.d\\.codeartifact\\.`, 'i');
  const paths = [`/cargo/d/${domain}-${domainOwner}/${repository}`, new URL(endpoint).pathname];
  return (url) => {
    const plain = url.replace(/^(?:sparse|registry)\+/, '');
    if (!URL.canParse(plain)) return false;
    const { hostname, pathname } = new URL(plain);
    const path = pathname.replace(/\/+$/, '');
    if (host.test(hostname)) return path === `/cargo/${repository}` || path === paths[0];
    return paths.includes(path);
  };
}
