import type { RepositoryId } from '../../registry/records';

const BY_PATH = /^\/cargo\/d\/([^/]+)\/([^/]+)\/*$/;
const BY_HOST = /^\/cargo\/([^/]+)\/*$/;

/** Tells whether the address of an index is this repository's own, in any of its spellings and on any host (CRG-030). */
export function createIndexMatcher({ domain, domainOwner, region, repository }: RepositoryId) {
  const owner = `${domain}-${domainOwner}`;
  return (url: string): boolean => {
    const plain = url.replace(/^(?:sparse|registry)\+/, '');
    if (!URL.canParse(plain)) return false;
    const { hostname, pathname } = new URL(plain);
    const [, named, below] = BY_PATH.exec(pathname) ?? [];
    if (named !== undefined) return named === owner && below === repository;
    const isOurs = hostname.startsWith(`${owner}.d.codeartifact.${region}.`);
    return isOurs && BY_HOST.exec(pathname)?.[1] === repository;
  };
}
