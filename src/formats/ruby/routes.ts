import type { FormatRoute } from '../format';
import { getGem, getGemspec } from './file-routes';
import { getDependencies, getDependenciesJson, getInfo, getRoot, probeVersions } from './index-routes';
import { postGem, refuseYank } from './push-routes';
import { notFound } from './target';

const read = (path: string, handle: FormatRoute['handle']): FormatRoute => ({
  ...{ method: 'GET', path, handle },
  action: 'ReadFromRepository',
});

/** The RubyGems endpoint; what is not here, the indexes of everything among it, is not served (RUBY-022, RUBY-023, RUBY-035). */
export const rubyRoutes: readonly FormatRoute[] = (
  [
    read('/', getRoot),
    read('/versions', probeVersions),
    read('/info/{name}', getInfo),
    read('/api/v1/dependencies', getDependencies),
    read('/api/v1/dependencies.json', getDependenciesJson),
    read('/quick/Marshal.4.8/{file}', getGemspec),
    read('/gems/{file}', getGem),
    { method: 'POST', path: '/api/v1/gems', handle: postGem },
    { method: 'DELETE', path: '/api/v1/gems/yank', handle: refuseYank },
    { method: 'PUT', path: '/api/v1/gems/unyank', handle: refuseYank },
  ] satisfies readonly FormatRoute[]
).map(refusingDoubledSlash);

/** A host with a slash at its end makes clients ask for another path, which does not exist (RUBY-009). */
function refusingDoubledSlash(route: FormatRoute): FormatRoute {
  return {
    ...route,
    async handle(request, ctx) {
      if (request.http.path.includes('//')) throw notFound();
      return route.handle(request, ctx);
    },
  };
}
