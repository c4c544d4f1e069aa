import type { FormatRoute } from '../format';
import { getCrate } from './download-route';
import { putCrate } from './publish-routes';
import { getConfig, getIndexFile, getVersions } from './read-routes';
import { refuseCrate, refuseOwnerChange, refuseOwners, refuseSearch, refuseYank } from './refusals';

const read = (path: string, handle: FormatRoute['handle']): FormatRoute => ({
  method: 'GET',
  path,
  action: 'ReadFromRepository',
  handle,
});

const API = '/api/v1/crates';

/** The Cargo endpoint: a sparse index and the web API below one address (CRG-034). */
export const cargoRoutes: readonly FormatRoute[] = [
  read('/config.json', getConfig),
  // The folders of one and two letters, and of longer names: `1/a`, `3/a/abc`, `ab/cd/abcd`.
  read('/{first}/{name}', getIndexFile),
  read('/{first}/{second}/{name}', getIndexFile),
  read(`${API}/{name}/{version}/download`, getCrate),
  read(`${API}/{name}/versions`, getVersions),
  { method: 'PUT', path: `${API}/new`, handle: putCrate },
  { method: 'GET', path: API, handle: refuseSearch },
  { method: 'GET', path: `${API}/{name}`, handle: refuseCrate },
  { method: 'GET', path: `${API}/{name}/owners`, handle: refuseOwners },
  { method: 'PUT', path: `${API}/{name}/owners`, handle: refuseOwnerChange },
  { method: 'DELETE', path: `${API}/{name}/owners`, handle: refuseOwnerChange },
  { method: 'DELETE', path: `${API}/{name}/{version}/yank`, handle: refuseYank },
  { method: 'PUT', path: `${API}/{name}/{version}/unyank`, handle: refuseYank },
];
