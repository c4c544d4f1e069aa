import type { FormatRoute } from '../format';
import { assertApiVersion } from './api-version';
import { getIdentifiers } from './identifier-routes';
import { getManifest } from './manifest-routes';
import { putRelease } from './publish-routes';
import { getRelease, getReleaseList } from './read-routes';
import { getAvailability, postLogin } from './service-routes';

const RELEASE = '/{scope}/{name}/{version}';
const read = { method: 'GET', action: 'ReadFromRepository' } as const;

const ROUTES: readonly FormatRoute[] = [
  { ...read, path: '/{scope}/{name}', handle: getReleaseList },
  { ...read, path: RELEASE, handle: getRelease },
  { ...read, path: `${RELEASE}/Package.swift`, handle: getManifest },
  { ...read, path: '/identifiers', handle: getIdentifiers },
  // What a client asks before it knows any package needs no more than a token (SWIFT-082).
  { method: 'GET', path: '/availability', handle: getAvailability },
  { method: 'POST', path: '/login', handle: postLogin },
  // It asks for the permission itself, as soon as it knows the package.
  { method: 'PUT', path: RELEASE, handle: putRelease },
];

/** Says which methods there are (SWIFT-008). */
function toOptionsRoute(path: string): FormatRoute {
  const methods = ROUTES.filter((route) => route.path === path).flatMap(({ method }) =>
    method === 'GET' ? ['GET', 'HEAD'] : [method],
  );
  const headers = { allow: [...methods, 'OPTIONS'].join(', ') };
  return { method: 'OPTIONS', path, handle: () => Promise.resolve({ status: 204, headers }) };
}

/** Every answer says which version of the API it is of; SwiftPM takes none without (SWIFT-006, SWIFT-007). */
function withApiVersion(route: FormatRoute): FormatRoute {
  return {
    ...route,
    async handle(request, ctx) {
      assertApiVersion(request.http.headers.accept);
      const answer = await route.handle(request, ctx);
      return { ...answer, headers: { 'content-version': '1', ...answer.headers } };
    },
  };
}

/** The Swift endpoint: a package registry (SE-0292, SE-0391). */
export const swiftRoutes: readonly FormatRoute[] = [
  ...ROUTES,
  ...[...new Set(ROUTES.map(({ path }) => path))].map(toOptionsRoute),
].map(withApiVersion);
