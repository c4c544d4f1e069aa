import { generateKeyPair, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { promisify } from 'node:util';
import type forgeModule from 'node-forge';

const load = createRequire(__filename);
const makeKeys = promisify(generateKeyPair);

const DAY_MS = 86_400_000;
/** A machine whose clock is somewhat behind has to accept it as well. */
const BEFORE_MS = DAY_MS;
const AUTHORITY_DAYS = 3650;
/** Apple's limit for certificates of servers is 398 days. */
const SERVER_DAYS = 397;

const SUBJECT_ALTERNATIVE_DNS = 2;
const SUBJECT_ALTERNATIVE_IP = 7;

/** A private key and its certificate, both PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** The library, at its first use. */
export function loadForge(): typeof forgeModule {
  return load('node-forge') as typeof forgeModule; // its own types
}

/** Makes a certificate authority that may sign servers' certificates only, no further authority (RFC 5280, 4.2.1.9). */
export async function createAuthority(now: number): Promise<KeyAndCertificate> {
  const { pki } = loadForge();
  const { publicKey, privateKey } = await createKeys();
  // Each its own name: clients look an issuer up by name before they try its key.
  const name = [
    { name: 'organizationName', value: 'codeartifact-local' },
    { name: 'commonName', value: `codeartifact-local CA ${randomBytes(4).toString('hex')}` },
  ];
  return sign(publicKey, privateKey, pki.privateKeyFromPem(privateKey), {
    subject: name,
    issuer: name,
    days: AUTHORITY_DAYS,
    now,
    extensions: [
      { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
      { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
      { name: 'subjectKeyIdentifier' },
    ],
  });
}

/** Makes a server's certificate for names and addresses, with a key of its own, signed by an authority. */
export async function issueServerCertificate(
  authority: KeyAndCertificate,
  names: readonly string[],
  now: number,
): Promise<KeyAndCertificate> {
  const { pki } = loadForge();
  const { publicKey, privateKey } = await createKeys();
  const issuer = pki.certificateFromPem(authority.cert);
  return sign(publicKey, privateKey, pki.privateKeyFromPem(authority.key), {
    subject: [{ name: 'commonName', value: 'codeartifact-local' }],
    issuer: issuer.subject.attributes,
    days: SERVER_DAYS,
    now,
    extensions: [
      { name: 'basicConstraints', critical: true, cA: false },
      { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectKeyIdentifier' },
      {
        name: 'authorityKeyIdentifier',
        keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes(),
      },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name)
            ? { type: SUBJECT_ALTERNATIVE_IP, ip: name }
            : { type: SUBJECT_ALTERNATIVE_DNS, value: name },
        ),
      },
    ],
  });
}

// RSA, because the library signs with nothing else; made by Node, because that takes a tenth of the library's time.
function createKeys(): Promise<{ publicKey: string; privateKey: string }> {
  return makeKeys('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

interface Content {
  readonly subject: forgeModule.pki.CertificateField[];
  readonly issuer: forgeModule.pki.CertificateField[];
  readonly extensions: object[];
  readonly days: number;
  readonly now: number;
}

function sign(
  publicKey: string,
  key: string,
  signer: forgeModule.pki.rsa.PrivateKey,
  { subject, issuer, extensions, days, now }: Content,
): KeyAndCertificate {
  const { pki, md } = loadForge();
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(publicKey);
  // Positive, and of the same length always.
  certificate.serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`;
  certificate.validity.notBefore = new Date(now - BEFORE_MS);
  certificate.validity.notAfter = new Date(now - BEFORE_MS + days * DAY_MS);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions(extensions);
  certificate.sign(signer, md.sha256.create());
  return { key, cert: pki.certificateToPem(certificate).replaceAll('\r\n', '\n') };
}
