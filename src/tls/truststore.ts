import { randomBytes, X509Certificate } from 'node:crypto';
import type forgeModule from 'node-forge';
import { loadForge } from './issue-certificate';

/** Java's own default; the file holds nothing secret, and Java wants a password to check it by. */
export const TRUSTSTORE_PASSWORD = 'changeit';

const DATA = '1.2.840.113549.1.7.1';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
/** Oracle's attribute without which Java does not take a certificate in a PKCS #12 file for one to trust. */
const TRUSTED_KEY_USAGE = '2.16.840.1.113894.746875.1.1';
const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0';
const SHA1 = '1.3.14.3.2.26';

const MAC_KEY = 3;
const MAC_LENGTH = 20;
const MAC_ITERATIONS = 1024;

/** Renders certificates (PEM, by alias) as a PKCS #12 truststore (RFC 7292), in plain: its content is public. */
export function renderTruststore(certificates: ReadonlyMap<string, string>): Buffer {
  const forge = loadForge();
  const { sequence, oid, octets, integer, nothing, data } = createBuilders(forge);
  const bags = [...certificates].map(([alias, pem]) => toCertificateBag(forge, alias, pem));
  const contents = encode(forge, sequence(data(encode(forge, sequence(...bags)))));
  // SHA-1, which every Java reads; all it guards against is a damaged file.
  const salt = randomBytes(20).toString('latin1');
  const key = forge.pkcs12.generateKey(
    TRUSTSTORE_PASSWORD,
    forge.util.createBuffer(salt),
    MAC_KEY, // RFC 7292, B.3; its types want a string
    MAC_ITERATIONS,
    MAC_LENGTH,
    forge.md.sha1.create(),
  );
  const mac = forge.hmac.create();
  mac.start('sha1', key); // a buffer, which its types do not know
  mac.update(contents);
  const algorithm = sequence(oid(SHA1), nothing());
  const macData = sequence(
    sequence(algorithm, octets(mac.digest().getBytes())),
    octets(salt),
    integer(MAC_ITERATIONS),
  );
  return Buffer.from(encode(forge, sequence(integer(3), data(contents), macData)), 'latin1');
}

function toCertificateBag(forge: typeof forgeModule, alias: string, pem: string): forgeModule.asn1.Asn1 {
  const { sequence, set, oid, octets, text, explicit } = createBuilders(forge);
  const der = new X509Certificate(pem).raw.toString('latin1');
  return sequence(
    oid(CERTIFICATE_BAG),
    explicit(sequence(oid(X509_CERTIFICATE), explicit(octets(der)))),
    set(
      sequence(oid(FRIENDLY_NAME), set(text(alias))),
      sequence(oid(TRUSTED_KEY_USAGE), set(oid(ANY_EXTENDED_KEY_USAGE))),
    ),
  );
}

function encode(forge: typeof forgeModule, value: forgeModule.asn1.Asn1): string {
  return forge.asn1.toDer(value).getBytes();
}

type Asn1 = forgeModule.asn1.Asn1;

function createBuilders(forge: typeof forgeModule) {
  const { asn1 } = forge;
  const { Type } = asn1;
  const make = (type: forgeModule.asn1.Type, constructed: boolean, value: string | Asn1[]): Asn1 =>
    asn1.create(asn1.Class.UNIVERSAL, type, constructed, value);
  const explicit = (value: Asn1): Asn1 => asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, [value]);
  const sequence = (...parts: Asn1[]): Asn1 => make(Type.SEQUENCE, true, parts);
  const oid = (name: string): Asn1 => make(Type.OID, false, asn1.oidToDer(name).getBytes());
  const octets = (bytes: string): Asn1 => make(Type.OCTETSTRING, false, bytes);
  return {
    sequence,
    oid,
    octets,
    set: (...parts: Asn1[]): Asn1 => make(Type.SET, true, parts),
    integer: (value: number): Asn1 => make(Type.INTEGER, false, asn1.integerToDer(value).getBytes()),
    text: (value: string): Asn1 => make(Type.BMPSTRING, false, value),
    explicit,
    nothing: (): Asn1 => make(Type.NULL, false, ''),
    data: (bytes: string): Asn1 => sequence(oid(DATA), explicit(octets(bytes))),
  };
}
