import { createIds } from '../../src/util/ids';
import { createTokenAuthority } from '../../src/auth/authorization-token';
import type { TokenClaims } from '../../src/auth/types';

const claims: TokenClaims = {
  principalArn: 'arn:aws:iam::000000000000:user/test',
  account: '000000000000',
  region: 'eu-west-1',
  domainOwner: '000000000000',
  domain: 'dom',
  issued: 1_800_000_000,
  expires: 1_800_043_200,
};
const DURING = claims.issued * 1000;
const key = Buffer.alloc(16, 7);
const ids = createIds(1);
const bytes = (length: number) => ids.bytes(length);
const authority = () => createTokenAuthority(key, bytes);
const token = authority().mint(claims);
const parts = token.split('.');

test('AUTH-068 another authority with the same key reads what was minted', () => {
  expect(authority().read(token, DURING)).toEqual(claims);
});

test('AUTH-066 REAL-120 is a compact JWE with the header of the real one', () => {
  const header = Buffer.from(parts[0] ?? '', 'base64url').toString();
  expect(header).toMatch(
    /^\{"ver":1,"isu":1800000000,"enc":"A128GCM","tag":"[\w-]{22}","exp":1800043200,"alg":"A128GCMKW","iv":"[\w-]{16}"\}$/,
  );
  expect(token.startsWith('eyJ2ZXIiOjEsImlzdSI6')).toBe(true);
  expect([1, 2, 4].map((at) => parts[at]?.length)).toEqual([22, 16, 22]);
  expect(parts).toHaveLength(5);
});

test('REAL-120 is about 1,500 characters long', () => {
  expect(token.length).toBeGreaterThan(1450);
  expect(token.length).toBeLessThan(1550);
});

test('AUTH-068 stays under 2,000 characters with long names', () => {
  const principalArn = `arn:aws:sts::000000000000:assumed-role/${'r'.repeat(64)}/${'s'.repeat(64)}`;
  const long = authority().mint({ ...claims, principalArn, domain: 'd'.repeat(50) });
  expect(long.length).toBeLessThan(2000);
});

test('AUTH-067 REAL-124 has no character that needs escaping anywhere', () => {
  expect(token).toMatch(/^[A-Za-z0-9_\-.]+$/);
});

test('AUTH-065 minting again gives another token, and both are good', () => {
  const tokens = authority();
  const [one, two] = [tokens.mint(claims), tokens.mint(claims)];
  expect(one).not.toBe(two);
  expect([tokens.read(one, DURING), tokens.read(two, DURING)]).toEqual([claims, claims]);
});

test.each(['fresh', 'remembered'])('AUTH-103 a %s token is good until the last millisecond', (state) => {
  const tokens = authority();
  if (state === 'remembered') tokens.read(token, DURING);
  expect(tokens.read(token, claims.expires * 1000 - 1)).toEqual(claims);
  expect(tokens.read(token, claims.expires * 1000)).toBeUndefined();
  expect(tokens.read(token, claims.expires * 1000 - 1)).toEqual(claims);
});

test.each(['header', 'encrypted key', 'iv', 'ciphertext', 'tag'].map((name, at) => [name, at] as const))(
  'AUTH-100 a changed bit anywhere in the %s is noticed',
  (_, at) => {
    const part = parts[at] ?? '';
    for (const position of [0, Math.floor(part.length / 2), part.length - 1]) {
      const changed = part[position] === 'A' ? 'B' : 'A';
      const forged = parts.with(at, part.slice(0, position) + changed + part.slice(position + 1));
      expect(authority().read(forged.join('.'), DURING)).toBeUndefined();
    }
  },
);

test('AUTH-100 a header that promises a later end is noticed', () => {
  const header = Buffer.from(parts[0] ?? '', 'base64url')
    .toString()
    .replace('1800043200', '1900000000');
  const forged = parts.with(0, Buffer.from(header).toString('base64url')).join('.');
  expect(authority().read(forged, DURING)).toBeUndefined();
});

test('AUTH-100 the last bits of a part cannot be spelled differently', () => {
  // 22 characters carry 132 bits, of which the last four say nothing about the 16 bytes.
  const last = parts[4] ?? '';
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spellings = [...alphabet]
    .map((char) => last.slice(0, -1) + char)
    .filter((each) => each !== last && Buffer.from(each, 'base64url').equals(Buffer.from(last, 'base64url')));
  expect(spellings).toHaveLength(15);
  for (const each of spellings)
    expect(authority().read(parts.with(4, each).join('.'), DURING)).toBeUndefined();
});

test.each([
  ['nothing', ''],
  ['a word', 'token'],
  ['four parts', parts.slice(0, 4).join('.')],
  ['six parts', `${token}.AAAA`],
  ['a header that is no JSON', ['AAAA', ...parts.slice(1)].join('.')],
  ['a header that is null', [Buffer.from('null').toString('base64url'), ...parts.slice(1)].join('.')],
  ['empty parts', '....'],
  ['padding', `${token}=`],
  ['a space after it', `${token} `],
  ['a very long text', 'A'.repeat(1_000_000)],
])('AUTH-100 %s is no token', (_, text) => expect(authority().read(text, DURING)).toBeUndefined());

test('AUTH-100 a token minted under another key is no token', () => {
  const foreign = createTokenAuthority(Buffer.alloc(16, 8), bytes).mint(claims);
  expect(authority().read(foreign, DURING)).toBeUndefined();
});

test('AUTH-065 tokens beyond what is remembered are still read', () => {
  const tokens = authority();
  const many = Array.from({ length: 1100 }, () => tokens.mint(claims));
  expect(many.every((each) => tokens.read(each, DURING) !== undefined)).toBe(true);
  expect(tokens.read(many[0] ?? '', DURING)).toEqual(claims);
});
