import { createBase64Decoder } from '../../src/encoding/base64-decoder';

function decode(text: string, size: number): string | undefined {
  const decoder = createBase64Decoder();
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += size) {
    const part = decoder.push(text.slice(at, at + size));
    if (!part) return undefined;
    parts.push(part);
  }
  const last = decoder.finish();
  return last && Buffer.concat([...parts, last]).toString('latin1');
}

describe.each([1, 2, 3, 4, 5, 100])('in pieces of %d characters', (size) => {
  test.each(['', 'a', 'ab', 'abc', 'abcd', 'abcdefghij', '\x00\xff\xfe~'])('decodes %j', (text) => {
    expect(decode(Buffer.from(text, 'latin1').toString('base64'), size)).toBe(text);
  });

  test('padding may be left out', () => {
    expect([decode('YQ', size), decode('YWI', size), decode('YWJjZA', size)]).toEqual(['a', 'ab', 'abcd']);
  });

  test.each(['Y', 'YWJjZ', 'YQ==YQ==', 'YW=j', '!!!!', 'YW Jj', 'YWJjYWJj$WJjYWJj', '====', 'YQ='])(
    'NPM-105 %j is not base64',
    (text) => {
      expect(decode(text, size)).toBeUndefined();
    },
  );
});
