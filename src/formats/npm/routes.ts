import type { FormatRoute } from '../format';
import { deleteDistTag, putDistTag } from './dist-tag-routes';
import { notFound } from './package-path';
import { putPackage } from './publish-routes';
import { getDistTags, getDocument, getTarball } from './read-routes';

// Raw and encoded scopes: `@sc/pb` is two segments, `@sc%2fpb` is one (NPM-010).
const DIST_TAGS = ['/-/package/{name}/dist-tags', '/-/package/{scope}/{name}/dist-tags'] as const;
const TARBALLS = ['/{name}/-/{file+}', '/{scope}/{name}/-/{file+}'] as const;

/** The npm endpoint. Any other method on a path below gets the door's 405, unpublish among them (NPM-243, NPM-251). */
export const npmRoutes: readonly FormatRoute[] = [
  {
    method: 'GET',
    path: '/-/ping',
    action: 'ReadFromRepository',
    handle: async () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }),
  },
  ...DIST_TAGS.flatMap((path): FormatRoute[] => [
    { method: 'GET', path, action: 'ReadFromRepository', handle: getDistTags },
    { method: 'PUT', path: `${path}/{tag}`, handle: putDistTag },
    { method: 'POST', path: `${path}/{tag}`, handle: putDistTag },
    { method: 'DELETE', path: `${path}/{tag}`, handle: deleteDistTag },
  ]),
  // Nothing else under `/-/` is supported, and no package is called `-` (NPM-011, NPM-230 … NPM-244).
  ...(['GET', 'PUT', 'POST', 'DELETE'] as const).map((method): FormatRoute => ({
    method,
    path: '/-/{rest+}',
    handle: async () => {
      throw notFound();
    },
  })),
  ...TARBALLS.map((path): FormatRoute => ({
    method: 'GET',
    path,
    action: 'ReadFromRepository',
    handle: getTarball,
  })),
  { method: 'GET', path: '/{path+}', action: 'ReadFromRepository', handle: getDocument },
  { method: 'PUT', path: '/{path+}', handle: putPackage },
];
