import { escapeXml, findChild, findText, listChildren, parseXml, XmlError } from '../../src/encoding/xml';

test('reads elements without prefixes, attributes, text and CDATA', () => {
  const root = parseXml(
    '\uFEFF<?xml version="1.0"?><p:package xmlns:p="urn:x"><a k="v&amp;w"> x &lt; y <b/></a><a><![CDATA[<z>]]></a></p:package>',
  );
  expect(root.name).toBe('package');
  expect(listChildren(root, 'a').map(({ text, attributes }) => [text, attributes.k])).toEqual([
    ['x < y', 'v&w'],
    ['<z>', undefined],
  ]);
  expect(findChild(findChild(root, 'a'), 'b')).toMatchObject({ text: '' });
  expect(findText(root, 'missing')).toBeUndefined();
});

const BOMB = `<!DOCTYPE a [<!ENTITY b "${'x'.repeat(10)}"><!ENTITY c "&b;&b;">]>`;

test.each([
  ['is cut off', '<a><b></b>'],
  ['is empty', ''],
  ['is text', 'nothing'],
  ['has entities of its own', `${BOMB}<a>&c;</a>`],
  ['reads a file', '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'],
  ['is nested too deeply', '<a>'.repeat(101) + '</a>'.repeat(101)],
])('refuses a document that %s', (_, text) => {
  expect(() => parseXml(text)).toThrow(XmlError);
});

test('a document type is read past', () => {
  expect(parseXml(`${BOMB}<a>1</a>`).text).toBe('1');
});

test('what is escaped is read back as it was, but for what no document can hold', () => {
  const text = '<a> & "b"\r\n\tü😀';
  expect(parseXml(Buffer.from(`<t>${escapeXml(text)}</t>`)).text).toBe(text);
  expect(escapeXml('a\0\x1b\ud83d\ufffeb')).toBe('a\ufffd\ufffd\ufffd\ufffdb');
});
