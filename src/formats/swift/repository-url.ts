/**
 * What two addresses of one source repository have in common, whatever they are spelled like: host in lower case and
 * path, without user, default port, `.git` and last slash (SWIFT-055). Undefined for what is no such address.
 */
export function toRepositoryKey(url: string): string | undefined {
  const text = url.trim();
  const [, authority = '', path = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([^?#]*)/i.exec(text) ?? /^([^/?#:]+):([^?#]*)/.exec(text) ?? [];
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  if (host === '') return undefined;
  const bare = path
    .replace(/^\/+/, '')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/i, '');
  return `${host.replace(/:(?:22|80|443|9418)$/, '')}/${bare}`;
}
