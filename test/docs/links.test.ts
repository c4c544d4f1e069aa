import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCS, listPages, readPage } from '../support/doc-page';

/** Pages and files of the project that a page links to, without what is on the web. */
function listLinks(page: string): readonly string[] {
  const targets = [...readPage(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

test.each(listPages())('every link of %s leads somewhere', (page) => {
  const folder = dirname(join(DOCS, page));
  const broken = listLinks(page).filter((target) => !existsSync(join(folder, target.replace(/#.*$/, ''))));
  expect(broken).toEqual([]);
});

test('the index names every page', () => {
  const named = new Set(listLinks('README.md').map((target) => target.replace(/^\.\//, '')));
  expect(listPages().filter((page) => page !== 'README.md' && !named.has(page))).toEqual([]);
});
