import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTls, type OpenTls } from '../../src/tls/open-tls';
import { BUNDLE_MARK } from '../../src/tls/system-roots';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 4);

let directory: string;
let messages: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'codeartifact-tls-'));
  messages = [];
});

afterEach(() => rm(directory, { recursive: true }));

const open = (day: number, environment: NodeJS.ProcessEnv = {}): Promise<OpenTls> =>
  openTls(
    { port: 0, hosts: [], directory, own: undefined },
    {
      names: ['localhost', '127.0.0.1'],
      temporaryDirectory: directory,
      environment,
      now: START + day * DAY,
      log: (message) => messages.push(message),
    },
  );

test('a certificate is kept until a month before its end, then made anew by the same authority', async () => {
  const first = await open(0);
  expect((await open(360)).cert).toBe(first.cert);
  const renewed = await open(370);
  expect(renewed.cert).not.toBe(first.cert);
  expect(renewed.trust?.caPem).toBe(first.trust?.caPem);
  expect(
    new X509Certificate(renewed.cert).verify(new X509Certificate(first.trust?.caPem ?? '').publicKey),
  ).toBe(true);
  expect(messages).toEqual([]);
});

test('a certificate lives no longer than Apple accepts', async () => {
  const { validFrom, validTo } = new X509Certificate((await open(0)).cert);
  expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(398 * DAY);
});

test('an authority near its end is made anew with all that comes of it, and that is said', async () => {
  const first = await open(0);
  const truststore = await readFile(join(directory, 'truststore.p12'));
  const renewed = await open(3640);
  expect(renewed.trust?.caPem).not.toBe(first.trust?.caPem);
  expect(await readFile(join(directory, 'ca.pem'), 'utf8')).toBe(renewed.trust?.caPem);
  expect(await readFile(join(directory, 'ca-bundle.pem'), 'utf8')).toContain(renewed.trust?.caPem);
  expect((await readFile(join(directory, 'truststore.p12'))).equals(truststore)).toBe(false);
  expect(messages).toEqual([expect.stringMatching(/^the certificate authority of .* expires; clients/)]);
});

test('a clock that went back behind its beginning makes a certificate anew', async () => {
  await open(0);
  const { cert } = await open(-10);
  expect(Date.parse(new X509Certificate(cert).validFrom)).toBe(START - 11 * DAY);
});

test('the bundle has what the machine trusts besides, but nothing of another emulator', async () => {
  const roots = join(directory, 'roots.crt');
  const [own, foreign] = ['AAAA', 'BBBB'].map(
    (text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`,
  );
  await writeFile(roots, `${BUNDLE_MARK}\n${foreign}\n`);
  const { trust } = await open(0, { NODE_EXTRA_CA_CERTS: roots });
  const bundle = await readFile(trust?.caBundle ?? '', 'utf8');
  expect(bundle).toContain(trust?.caPem);
  expect(bundle).not.toContain(foreign);
  expect(bundle).not.toContain(own);
  expect(bundle.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(20);
});

test('what the environment adds is in the bundle and in the truststore', async () => {
  const extra = join(directory, 'extra.pem');
  const other = await open(0);
  await writeFile(extra, `a comment\n${other.cert}`);
  await rm(join(directory, 'ca-bundle.pem'));
  const { trust } = await open(0, { NODE_EXTRA_CA_CERTS: extra });
  expect(await readFile(trust?.caBundle ?? '', 'utf8')).toContain(other.cert.trimEnd());
  const der = new X509Certificate(other.cert).raw;
  expect((await readFile(trust?.truststore ?? '')).includes(der)).toBe(true);
});
