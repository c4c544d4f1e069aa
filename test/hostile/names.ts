import { effort } from '../support/effort';

const ALL: readonly string[] = [
  // Paths.
  ...[
    '.',
    '..',
    '...',
    '../up',
    '../../../../etc/passwd',
    '/etc/passwd',
    '..\\up',
    'C:\\x',
    'a/../../b',
    './a',
  ],
  ...[
    '~',
    '~root',
    'a//b',
    '/',
    '//',
    'a/',
    '.hidden',
    '-rf',
    '--data',
    'journal',
    'lock',
    'blobs',
    'token.key',
  ],
  // What has been decoded once already, and may be once more.
  ...['%2e%2e', '%2f', 'a%2fb', '..%2f..%2fx', '%252e%252e%252f', '%00', '%', '%zz', '+', 'a b'],
  // Keys of every object.
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    '__defineGetter__',
    'then',
  ],
  // Letters that look alike, or are written in several ways: composed, decomposed, wide, Cyrillic, Turkish, long s.
  ...[
    'caf\u00e9',
    'cafe\u0301',
    '\uff41\uff42',
    '\u0430bc',
    '\u0130stanbul',
    '\u0131',
    '\u017f',
    '\u212a',
    '\u00df',
    '\ufb01',
  ],
  // Right to left, invisible, line ends of all kinds, half characters.
  ...['a\u202eb', 'a\u200bb', '\ufeffa', 'a\u2028b', 'a\u0085b', '\ud83d', '\udc00x', '\u{1f4a9}'],
  // Heads and ends.
  ...['a\r\nx-injected: 1', 'a\r\n\r\n<b>', 'a\nb', '\r', 'a\0b', '\0', 'a\tb', '\x7f', '\x1b[31m'],
  // Devices, streams and names that Windows shortens.
  ...['CON', 'nul', 'aux.txt', 'COM1', 'LPT9', 'a.', 'a ', 'file::$DATA', 'PROGRA~1'],
  // Other languages.
  ...[
    '<script>',
    '&amp;',
    '"',
    "'",
    '${jndi:ldap://x}',
    '{{7*7}}',
    '$(id)',
    '`id`',
    ';',
    '|',
    '*',
    '?',
    '#',
    '@',
    ':',
  ],
  ...[
    '',
    ' ',
    'null',
    'undefined',
    '0',
    '-1',
    '1e999',
    'NaN',
    'true',
    'a'.repeat(256),
    'b'.repeat(5000),
    '\u00e9'.repeat(200),
  ],
];

/** Names that somebody hopes a program treats as more than a name; in a plain run every third. */
export const HOSTILE_NAMES = ALL.filter((_, index) => index % effort(1, 3) === 0);

/** What cannot be said by encoding a text. */
const BROKEN = [
  '%ed%a0%80',
  '%ff',
  '%c0%ae%c0%ae',
  '%',
  '%2',
  '%zz',
  '%2e%2e/%2e%2e',
  '..',
  '../..',
  '..;/x',
  '%5c..%5c',
];

/** A name as a client encodes it; half a character as the three bytes that it never may be. */
export function encodeName(name: string): string {
  return [...name]
    .map((character) => (/[\ud800-\udfff]/u.test(character) ? '%ed%a0%80' : encodeURIComponent(character)))
    .join('');
}

/** Every hostile name as it may stand in a path or a query. */
export const ENCODED_NAMES: readonly string[] = [...new Set([...HOSTILE_NAMES.map(encodeName), ...BROKEN])];
