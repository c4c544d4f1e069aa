import type { IssuedCredential } from '../auth/session-authority';
import type { StsElements } from './sts-request';

/** Temporary credentials in an answer; `expires` is in milliseconds. */
export function renderCredential(issued: IssuedCredential, expires: number): StsElements {
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.sessionToken,
    Expiration: new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}
