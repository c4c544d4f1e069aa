import type { FormatRoute } from '../format';
import { getContent } from './content-routes';
import { putPackage, refuseChange } from './publish-routes';
import {
  getRegistrationIndex,
  getRegistrationLeaf,
  getRegistrationPage,
  getServiceIndex,
  getVersionList,
} from './read-routes';
import { getAutocomplete, getSearch } from './search-routes';
import { PATHS } from './service-index';

const read = (path: string, handle: FormatRoute['handle']): FormatRoute => ({
  method: 'GET',
  path,
  action: 'ReadFromRepository',
  handle,
});

/** The NuGet endpoint; only version 3 of the protocol is spoken (NUG-021). */
export const nugetRoutes: readonly FormatRoute[] = [
  read('/v3/index.json', getServiceIndex),
  read(`${PATHS.content}/{id}/index.json`, getVersionList),
  read(`${PATHS.content}/{id}/{version}/{file}`, getContent),
  read(`${PATHS.registration}/{id}/index.json`, getRegistrationIndex),
  read(`${PATHS.registration}/{id}/page/{lower}/{upper}`, getRegistrationPage),
  read(`${PATHS.registration}/{id}/{version}`, getRegistrationLeaf),
  read(PATHS.search, getSearch),
  read(PATHS.autocomplete, getAutocomplete),
  // Clients add the slash (NUG-080), and need to read the service index first (IAM-047).
  { method: 'PUT', path: PATHS.publish, action: 'ReadFromRepository', handle: putPackage },
  { method: 'PUT', path: `${PATHS.publish}/`, action: 'ReadFromRepository', handle: putPackage },
  { method: 'DELETE', path: `${PATHS.publish}/{id}/{version}`, handle: refuseChange },
  { method: 'POST', path: `${PATHS.publish}/{id}/{version}`, handle: refuseChange },
];
