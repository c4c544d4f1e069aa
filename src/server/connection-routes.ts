import type { Router } from 'express';
import type { TrustFiles } from '../tls/trust-files';

/** What clients trust this emulator by. */
export interface Trust extends TrustFiles {
  readonly caPem: string;
}

/** How programs on this machine reach the emulator and trust it: what `codeartifact-local env` asks for. */
export interface Connection {
  readonly region: string;
  readonly account: string;
  /** Absent: no https. */
  readonly tls?: {
    readonly port: number;
    /** Paths; absent: a certificate of the user's own, trusted by means of their own. */
    readonly trust?: TrustFiles;
  };
}

/** Puts a connection together; `tlsPort` is known when https is listened on. */
export function toConnection(
  { region, account }: { readonly region: string; readonly account: string },
  trust: Trust | undefined,
  tlsPort: number | undefined,
): Connection {
  if (tlsPort === undefined) return { region, account };
  if (!trust) return { region, account, tls: { port: tlsPort } };
  const { ca, caBundle, truststore } = trust;
  return { region, account, tls: { port: tlsPort, trust: { ca, caBundle, truststore } } };
}

/** Adds `GET /_codeartifact/connection`. */
export function addConnectionRoutes(router: Router, connection: () => Connection): void {
  router.get('/_codeartifact/connection', (_request, response) => {
    response.json(connection());
  });
}

/** Adds the downloads of the authority's certificate, for machines that do not see our files (DESIGN D10). */
export function addTrustRoutes(router: Router, { caPem, truststore }: Trust): void {
  router.get(['/ca.pem', '/_codeartifact/ca.pem'], (_request, response) => {
    response.type('application/x-pem-file').send(caPem);
  });
  router.get(['/truststore.p12', '/_codeartifact/truststore.p12'], (_request, response) => {
    response.type('application/x-pkcs12').sendFile(truststore, { dotfiles: 'allow' });
  });
}
