import { parseHtmlLinks } from '../../src/formats/pypi/html-links';
import { toInterval } from '../../src/formats/nuget/version-range';
import { renderError } from '../../src/formats/ruby/render-error';
import { compilePattern } from '../../src/policy/pattern';
import { ServiceError } from '../../src/errors';
import { redactSecrets } from '../../src/util/redact';

const MANY = 300_000;

/** Texts on which a pattern that can match in several ways would take hours; the runner's time limit is the judge. */
test.each<[string, () => unknown, unknown]>([
  ['a version range of spaces', () => toInterval(`[${' '.repeat(MANY)}x`), undefined],
  ['a page of tags without an end', () => parseHtmlLinks('<a "'.repeat(MANY)), { links: [] }],
  ['a page of comments without an end', () => parseHtmlLinks('<!--'.repeat(MANY)), { links: [] }],
  [
    'an error of line ends',
    () => renderError(new ServiceError('X', 400, ' \n'.repeat(MANY) + 'x')).body,
    'x',
  ],
  ['a URL of colons', () => redactSecrets(`//${':'.repeat(20_000)}`).length, 20_002],
  [
    'a variable of spaces',
    () =>
      compilePattern(`\${a${' '.repeat(7000)},x}`, { wildcards: true, variables: true })('', () => undefined),
    false,
  ],
  [
    'a pattern of wildcards',
    () =>
      compilePattern('*a'.repeat(2000), { wildcards: true, variables: false })(
        'a'.repeat(1500),
        () => undefined,
      ),
    false,
  ],
])('DESIGN: %s takes no longer than its length', (_title, run, expected) => {
  expect(run()).toEqual(expected);
});

test('DESIGN: a comment is passed over, and a quoted `>` ends no tag', () => {
  const html = `<!-- <a href="no">x</a> --><base href="/b/"><A title='a>b' href="f.whl#x=1&amp;y">f</A><abbr a>`;
  expect(parseHtmlLinks(html)).toEqual({ base: '/b/', links: [{ title: 'a>b', href: 'f.whl#x=1&y' }] });
});

test('NUG-045 spaces in an interval do not count', () => {
  expect(['[ 1.0 , 2.0 )', '(,1.0]', '[1.0]'].map(toInterval)).toEqual([
    '[1.0.0, 2.0.0)',
    '(, 1.0.0]',
    '[1.0.0, 1.0.0]',
  ]);
});
