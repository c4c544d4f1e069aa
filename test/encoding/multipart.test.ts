import { MultipartError, readMultipart, type MultipartFile } from '../../src/encoding/multipart';

const OPTIONS = {
  isFile: (field: string) => field === 'content',
  maxFieldBytes: 100,
  maxFields: 5,
  maxFiles: 1,
};

const TYPE = 'multipart/form-data; boundary=b';
const part = (name: string, value: string, rest = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`;
const END = '--b--\r\n';

async function* chunksOf(body: string, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield Buffer.from(body.slice(at, at + size));
}

async function read(
  body: string | AsyncIterable<Buffer>,
  type: string | undefined = TYPE,
  options = OPTIONS,
) {
  const files: unknown[] = [];
  const onFile = async ({ field, fileName, stream }: MultipartFile): Promise<void> => {
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    files.push([field, fileName, text]);
  };
  const chunks = typeof body === 'string' ? chunksOf(body) : body;
  return { fields: await readMultipart(chunks, type, options, onFile), files };
}

test('reads fields in order and streams files, wherever they stand', async () => {
  const file = part('content', 'x'.repeat(50), '; filename="../a.whl"');
  expect(await read(part('a', '1') + file + part('a', '2') + END)).toEqual({
    fields: [
      ['a', '1'],
      ['a', '2'],
    ],
    files: [['content', '../a.whl', 'x'.repeat(50)]],
  });
});

test('a file is a file without a name or a type', async () => {
  expect((await read(part('content', 'x') + END)).files).toEqual([['content', '', 'x']]);
});

test('a file that nobody reads does not hold up the rest', async () => {
  const body = part('content', 'x'.repeat(500_000)) + part('a', '1') + END;
  const fields = await readMultipart(chunksOf(body, 10_000), TYPE, OPTIONS, async () => undefined);
  expect(fields).toEqual([['a', '1']]);
});

test.each([
  ['another type', part('a', '1') + END, 'application/json'],
  ['no type', part('a', '1') + END, ''],
  ['no boundary', part('a', '1') + END, 'multipart/form-data'],
  ['a body that ends in a field', part('a', '1').slice(0, -3), TYPE],
  ['a body that ends in a file', part('content', 'x'.repeat(50)).slice(0, -20), TYPE],
  ['an empty body', '', TYPE],
  ['a field that is too long', part('a', 'x'.repeat(101)) + END, TYPE],
  ['too many fields', part('a', '1').repeat(6) + END, TYPE],
  ['too many files', part('content', '1').repeat(2) + END, TYPE],
])('refuses %s', async (_, body, type) => {
  await expect(read(body, type)).rejects.toThrow(MultipartError);
});

test('what fails the source, or the reader of a file, is thrown as it is', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from(part('content', 'x'.repeat(50)).slice(0, 80));
    throw new RangeError('gone');
  }
  await expect(read(broken())).rejects.toThrow(RangeError);
  const fail = async (): Promise<void> => Promise.reject(new TypeError('no room'));
  const body = part('content', 'x'.repeat(500_000)) + END;
  await expect(readMultipart(chunksOf(body, 10_000), TYPE, OPTIONS, fail)).rejects.toThrow(TypeError);
});
