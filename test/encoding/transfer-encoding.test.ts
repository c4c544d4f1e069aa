import { decodeTransfer, TransferEncodingError } from '../../src/encoding/transfer-encoding';

const decode = async (encoding: string, ...chunks: readonly string[]): Promise<string> => {
  const decoded: Buffer[] = [];
  async function* source() {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk, 'latin1'));
  }
  for await (const chunk of decodeTransfer(source(), encoding)) decoded.push(chunk);
  return Buffer.concat(decoded).toString('latin1');
};

test.each(['7bit', '8BIT', 'binary', ' Binary ', ''])('SWIFT-062 %p is as it is', async (encoding) => {
  expect(await decode(encoding, 'a=3D\0', '\xff')).toBe('a=3D\0\xff');
});

test.each([
  [['aGVsbG8='], 'hello'],
  [['aG', 'Vs\r\n', 'bG8', '='], 'hello'],
  [['aGVsbG8'], 'hello'],
  [[], ''],
])('SWIFT-062 base64 %j is %j', async (chunks, text) => {
  expect(await decode('base64', ...chunks)).toBe(text);
});

test.each([
  [['caf=C3=A9'], 'caf\xc3\xa9'],
  [['a=', '3', 'D', 'b'], 'a=b'],
  [['soft =\r\nbreak=', '\r', '\nend'], 'soft breakend'],
  [['a=zz', '='], 'a=zz='],
  [['=3=3D'], '=3='],
  [['=A=\r\nau'], '=Aau'],
])('SWIFT-062 quoted-printable %j is %j', async (chunks, text) => {
  expect(await decode('quoted-printable', ...chunks)).toBe(text);
});

test.each([
  ['base64', 'a$b='],
  ['base64', 'a'],
  ['x-uuencode', 'x'],
])('SWIFT-062 what is no %s is refused', async (encoding, text) => {
  await expect(decode(encoding, text)).rejects.toThrow(TransferEncodingError);
});
