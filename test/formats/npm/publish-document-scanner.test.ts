import { PublishDocumentScanner } from '../../../src/formats/npm/publish-document-scanner';

const LIMITS = { maxRestBytes: 10_000, maxDepth: 10 };

/** Feeds a document in pieces of `size` bytes; gives the attachments' texts and the rest. */
function scan(text: string, size: number): { attachments: [string, string][]; rest: unknown } {
  const scanner = new PublishDocumentScanner(LIMITS);
  const bytes = Buffer.from(text);
  const attachments: [string, string][] = [];
  let open: [string, string] | undefined;
  for (let at = 0; at < bytes.length; at += size) {
    for (const event of scanner.push(bytes.subarray(at, at + size))) {
      if (event.kind === 'begin') attachments.push((open = [event.attachment, '']));
      else if (event.kind === 'end') open = undefined;
      else if (open) open[1] += event.text;
    }
  }
  expect(open).toBeUndefined();
  return { attachments, rest: scanner.finish() };
}

const SIZES = [1, 2, 3, 7, 1000];

describe.each(SIZES)('NPM-108 in pieces of %d bytes', (size) => {
  test('data strings come out, everything else stays', () => {
    const document = {
      name: 'ä"\\{[,:',
      versions: { '1.0.0': { data: 'stays', list: [1, { _attachments: { x: { data: 'stays' } } }] } },
      _attachments: {
        'a-1.0.0.tgz': { content_type: 'x', data: 'QUJD', length: 3 },
        'b.tgz': { data: '' },
      },
      data: 'stays',
    };
    const { attachments, rest } = scan(JSON.stringify(document, null, 1), size);
    expect(attachments).toEqual([
      ['a-1.0.0.tgz', 'QUJD'],
      ['b.tgz', ''],
    ]);
    expect(rest).toEqual({
      ...document,
      _attachments: {
        'a-1.0.0.tgz': { content_type: 'x', data: '', length: 3 },
        'b.tgz': { data: '' },
      },
    });
  });

  test('escapes in keys and in data are read', () => {
    const { attachments } = scan(
      String.raw`{"_attach\u006dents":{"a\"b":{"d\u0061ta":"AB\/\/\u002b\u002F=="}}}`,
      size,
    );
    expect(attachments).toEqual([['a"b', 'AB//+/==']]);
  });

  test.each([
    ['a list of attachments', '{"_attachments":[{"data":"x"}]}'],
    ['data deeper down', '{"_attachments":{"a":{"b":{"data":"x"}}}}'],
    ['data that is no string', '{"_attachments":{"a":{"data":["x"]}}}'],
    ['attachments below another member', '{"b":{"_attachments":{"a":{"data":"x"}}}}'],
    ['a key called data one level up', '{"_attachments":{"data":"x"}}'],
    ['a string that looks like a key', '{"a":"_attachments","b":{"c":{"data":"x"}}}'],
  ])('%s is no attachment', (_what, text) => {
    expect(scan(text, size)).toEqual({ attachments: [], rest: JSON.parse(text) });
  });

  test.each([
    '{"a":1',
    '{"a" 1}',
    '',
    '{"a":"x',
    '{"_attachments":{"a":{"data":"x"}}',
    '{}}',
    'nope',
    '{"\\x":1}',
  ])('NPM-105 %j is refused', (text) => {
    const attempt = (): unknown => scan(text, size);
    expect(attempt).toThrow(/not a JSON document/);
  });

  test('deep nesting is refused before it is parsed', () => {
    expect(() => scan('['.repeat(11), size)).toThrow(/nested too deeply/);
  });

  test('the rest is bounded, attachments are not', () => {
    const data = 'A'.repeat(20_000);
    expect(scan(`{"_attachments":{"a":{"data":"${data}"}}}`, size).attachments).toEqual([['a', data]]);
    expect(() => scan(`{"readme":"${data}"}`, size)).toThrow(expect.objectContaining({ statusCode: 413 }));
  });
});
