import type { FormatRoute } from '../format';
import { getFile, getProject, getProjectWithoutSlash } from './read-routes';
import { postUpload } from './upload-routes';

const read = (path: string, handle: FormatRoute['handle']): FormatRoute => ({
  method: 'GET',
  path,
  action: 'ReadFromRepository',
  handle,
});

/** The PyPI endpoint. There is no root list, no XML-RPC and no JSON API (PYPI-021, PYPI-160, PYPI-161). */
export const pypiRoutes: readonly FormatRoute[] = [
  read('/simple/{project}/', getProject),
  read('/simple/{project}', getProjectWithoutSlash),
  read('/simple/{project}/{version}/{file}', getFile),
  read('/packages/{project}/{version}/{file}', getFile),
  { method: 'POST', path: '/', handle: postUpload },
];
