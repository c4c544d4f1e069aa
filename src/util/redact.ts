const SECRETS = [
  // Signatures and credentials, in a query (also of a URL within text) and in an Authorization header.
  /(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"'<>]*/gi,
  /(\b(?:Signature|Credential)=)[^&,\s"'<>]+/g,
  /(\b(?:Bearer|Basic) +)[A-Za-z0-9+/=._~-]{8,}/gi,
  // The name and password of a URL.
  /(\/\/)[^/\s"'<>@:]{0,256}:[^/\s"'<>@]{0,4096}(?=@)/g,
  // Authorization tokens, wherever they stand: npm logout, for one, sends its own in the path.
  /()eyJ2ZXIi[A-Za-z0-9_\-.]*/g,
];

/** Takes tokens, signatures and passwords out of a text that somebody may get to see. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((rest, pattern) => rest.replace(pattern, '$1REDACTED'), text);
}
