import { createTemplateRouter, type TemplateRoute } from '../../src/protocol/uri-template';

const get = (path: string): TemplateRoute => ({ method: 'GET', path });
const routerOf = (...paths: string[]) => createTemplateRouter(paths.map(get));

/** The template and labels that a path meets. */
function meet(paths: readonly string[], path: string): unknown {
  const match = routerOf(...paths).match('GET', path);
  return match.route ? [match.route.path, match.labels] : undefined;
}

describe('which template a path meets', () => {
  test.each([
    ['a literal before a label', ['/{package}', '/index.json'], '/index.json', ['/index.json', {}]],
    [
      'a label before a greedy label',
      ['/{path+}', '/{package}'],
      '/lodash',
      ['/{package}', { package: 'lodash' }],
    ],
    ['the first differing segment decides', ['/{a}/x', '/y/{b}'], '/y/x', ['/y/{b}', { b: 'x' }]],
    [
      'a literal behind a greedy label before the bare one',
      ['/{path+}', '/{path+}/maven-metadata.xml'],
      '/org/x/maven-metadata.xml',
      ['/{path+}/maven-metadata.xml', { path: 'org/x' }],
    ],
    [
      'falls back to the greedy label where the more precise template ends too early',
      ['/{path+}', '/{package}'],
      '/a/b',
      ['/{path+}', { path: 'a/b' }],
    ],
    ['labels stay percent-encoded', ['/{package}'], '/@a%2fb%20c', ['/{package}', { package: '@a%2fb%20c' }]],
    [
      'a greedy label keeps encoded slashes apart',
      ['/{path+}'],
      '/a%2Fb/c',
      ['/{path+}', { path: 'a%2Fb/c' }],
    ],
    ['a greedy label keeps empty segments', ['/{path+}'], '/a//b/', ['/{path+}', { path: 'a//b/' }]],
    ['literals are compared raw', ['/-/ping'], '/%2D/ping', undefined],
    ['a label takes no empty segment', ['/{package}'], '/', undefined],
    ['a greedy label takes no empty path', ['/{path+}'], '/', undefined],
    ['a greedy label takes at least one segment', ['/{path+}/x'], '/x', undefined],
    ['a trailing slash counts', ['/simple/{project}'], '/simple/a/', undefined],
    [
      'a trailing slash in the template counts',
      ['/simple/{project}/'],
      '/simple/a/',
      ['/simple/{project}/', { project: 'a' }],
    ],
    ['the root', ['/'], '/', ['/', {}]],
    [
      'prototype names are segments like others',
      ['/{package}'],
      '/__proto__',
      ['/{package}', { package: '__proto__' }],
    ],
  ])('%s', (_title, paths, path, expected) => {
    expect(meet(paths, path)).toEqual(expected);
  });

  test('does not depend on the order of the routes', () => {
    const paths = ['/{path+}', '/{a}/{b}', '/-/{b}', '/-/ping', '/{path+}/ping'];
    expect(meet(paths, '/-/ping')).toEqual(meet(paths.toReversed(), '/-/ping'));
    expect(meet(paths, '/-/ping')).toEqual(['/-/ping', {}]);
  });
});

describe('which method', () => {
  const router = createTemplateRouter([
    { method: 'PUT', path: '/{package}' },
    { method: 'GET', path: '/{path+}' },
    { method: 'DELETE', path: '/{a}/{b}' },
  ]);

  test('a less precise template answers a method that the more precise one lacks', () => {
    expect(router.match('GET', '/lodash')).toMatchObject({ route: { path: '/{path+}' } });
  });

  test('HEAD goes to the route of GET', () => {
    expect(router.match('HEAD', '/lodash')).toMatchObject({ route: { method: 'GET' } });
  });

  test('HEAD goes to a route of its own first', () => {
    const both = createTemplateRouter([get('/x'), { method: 'HEAD', path: '/x' }]);
    expect(both.match('HEAD', '/x')).toMatchObject({ route: { method: 'HEAD' } });
  });

  test('a known path tells every method that it answers', () => {
    expect(router.match('POST', '/lodash')).toEqual({ allowed: ['PUT', 'GET', 'HEAD'] });
  });

  test('an unknown path tells none', () => {
    expect(router.match('GET', '/')).toEqual({ allowed: [] });
  });
});

describe('refuses at start', () => {
  test.each([
    ['two routes of one meaning', ['/{a}/x', '/{b}/x']],
    ['a label inside a segment', ['/{name}.json']],
    ['a query', ['/x?y=z']],
    ['an unclosed label', ['/{name']],
    ['two greedy labels', ['/{a+}/{b+}']],
    ['one label twice', ['/{a}/{a}']],
    ['a template without its slash', ['x']],
  ])('%s', (_title, paths) => {
    expect(() => routerOf(...paths)).toThrow();
  });
});
