import { parseCoreMetadata } from '../../../src/formats/pypi/core-metadata';
import { findFileVersion } from '../../../src/formats/pypi/file-name';
import { toVersionMetadata } from '../../../src/formats/pypi/metadata';
import { sortByVersion as sortPypi } from '../../../src/formats/pypi/pep440';
import { parsePublicPage } from '../../../src/formats/pypi/public-page';
import { assertOrder, expecting, toVersions, type FuzzTarget } from '../target';

/** PyPI's readers. */
export const pypiTargets: readonly FuzzTarget[] = [
  {
    name: 'core-metadata',
    seeds: [
      'Metadata-Version: 2.1\nName: a\nRequires-Dist: b[c] (>1) ; extra == "d"\nProject-URL: Home, x\n\nText\n',
    ],
    run: (input) => toVersionMetadata('a', parseCoreMetadata(input.toString())),
  },
  {
    name: 'pypi-pages',
    seeds: [
      '<html><base href="/x/"><a href="a-1.0.tar.gz#sha256=aa" data-yanked="">a</a></html>',
      '{"files":[{"filename":"a-1.0.whl","url":"x","hashes":{"sha256":"ab"}}],"versions":["1.0"]}',
    ],
    run: (input) => expecting([Error], () => parsePublicPage(input, 'http://127.0.0.1/')),
  },
  {
    name: 'pypi-file-names',
    seeds: [
      'a_b-1.0-py3-none-any.whl',
      'a-b-1.0.post1.tar.gz',
      'a.b-1.0-py2.7.egg',
      'a-b-1!2.0+x.1.win32.exe',
    ],
    run: (input) => findFileVersion('a-b', input.toString(), new Set(['1.0'])),
  },
  {
    name: 'pypi-versions',
    seeds: ['1.0 1!0.1 1.0.dev1 1.0a1 v1.0-rc.2 1.0.post3+local.7', '1.0-1 1.0_beta 00001'],
    run(input) {
      const versions = toVersions(input);
      const rank = (a: string, b: string): number => {
        if (a === b) return 0;
        return sortPypi([{ version: a }, { version: b }])[0]?.version === a ? -1 : 1;
      };
      assertOrder([...new Set(versions)], rank);
    },
  },
];
