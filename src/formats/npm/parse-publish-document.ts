import { invalidRequest } from '../../registry/errors';
import type { StagedBlob } from '../../registry/ports';
import { isJsonObject } from '../../util/json-object';
import { toReadme } from './readme';
import type { PublishRequest } from './read-publish-request';
import { parseExactVersion } from './semver';

/** One version that a document publishes. */
export interface PublishedVersion {
  readonly version: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly readme: string | undefined;
  readonly tarball: StagedBlob;
  readonly tags: readonly string[];
}

/** A publish document after its checks. */
export interface PublishDocument {
  /** Versions with an attachment; all others in the document are ignored (NPM-101). */
  readonly published: readonly PublishedVersion[];
  /** All version objects of the document, by version. */
  readonly versions: Readonly<Record<string, unknown>>;
}

/** Checks a document that was PUT to the package `name`. Throws 400 for whatever is wrong with it (NPM-105, NPM-106). */
export function parsePublishDocument(name: string, request: PublishRequest): PublishDocument {
  const { document } = request;
  if (!isJsonObject(document)) throw invalidRequest('The request body is not a JSON object.');
  if (document.name !== name) throw invalidRequest(`The document's name is not '${name}'.`);
  if (!isJsonObject(document.versions)) throw invalidRequest('The document has no versions.');
  const { versions } = document;
  const tags = isJsonObject(document['dist-tags']) ? document['dist-tags'] : {};
  const published = Object.entries(toAttachments(document)).map(([key, attachment]) => {
    const tarball = request.attachments.get(key);
    if (!tarball || !isJsonObject(attachment) || attachment.data !== '') {
      throw invalidRequest(`Attachment '${key}' has no data.`);
    }
    const version = toVersion(name, key);
    const manifest = Object.hasOwn(versions, version) ? versions[version] : undefined;
    if (!isJsonObject(manifest)) throw invalidRequest(`The document has no version for attachment '${key}'.`);
    assertManifest(name, version, manifest);
    assertTarball(key, attachment, manifest, tarball);
    return {
      version,
      manifest,
      readme: toReadme(manifest.readme) ?? toReadme(document.readme),
      tarball,
      tags: Object.keys(tags).filter((tag) => tags[tag] === version),
    };
  });
  return { published, versions };
}

function toAttachments({ _attachments }: Record<string, unknown>): Record<string, unknown> {
  if (_attachments === undefined || _attachments === null) return {};
  if (!isJsonObject(_attachments)) throw invalidRequest('The document has malformed attachments.');
  return Object.fromEntries(Object.entries(_attachments).filter(([key]) => !key.endsWith('.sigstore')));
}

/** Attachments are called `@sc/pb-1.0.0.tgz`, by some tools without the scope. */
function toVersion(name: string, key: string): string {
  const bare = name.slice(name.indexOf('/') + 1);
  const prefix = [`${name}-`, `${bare}-`].find((text) => key.startsWith(text));
  if (prefix === undefined || !key.endsWith('.tgz')) {
    throw invalidRequest(`Attachment '${key}' is not named after the package.`);
  }
  return key.slice(prefix.length, -'.tgz'.length);
}

function assertManifest(name: string, version: string, manifest: Record<string, unknown>): void {
  if (!parseExactVersion(version)) throw invalidRequest(`'${version}' is not a semantic version.`);
  if (manifest.name !== name || manifest.version !== version) {
    throw invalidRequest(`The manifest of version '${version}' is of another package version.`);
  }
}

function assertTarball(
  key: string,
  attachment: Record<string, unknown>,
  { dist }: Record<string, unknown>,
  tarball: StagedBlob,
): void {
  if (typeof attachment.length === 'number' && attachment.length !== tarball.size) {
    throw invalidRequest(`Attachment '${key}' has ${tarball.size} bytes instead of ${attachment.length}.`);
  }
  const { shasum, integrity } = isJsonObject(dist) ? dist : {};
  if (typeof shasum === 'string' && shasum.toLowerCase() !== tarball.sha1) {
    throw invalidRequest(`Attachment '${key}' does not match its shasum.`);
  }
  if (typeof integrity === 'string' && !matchesIntegrity(integrity, tarball)) {
    throw invalidRequest(`Attachment '${key}' does not match its integrity.`);
  }
}

/** Subresource integrity: hashes of the strongest algorithm decide, one of them must match. */
function matchesIntegrity(integrity: string, { sha1, sha256, sha512 }: StagedBlob): boolean {
  const hashes = integrity.trim().split(/\s+/);
  for (const [algorithm, hex] of Object.entries({ sha512, sha256, sha1 })) {
    const given = hashes.filter((hash) => hash.startsWith(`${algorithm}-`));
    if (given.length === 0) continue;
    const expected = `${algorithm}-${Buffer.from(hex, 'hex').toString('base64')}`;
    return given.some((hash) => hash.split('?')[0] === expected);
  }
  // No hash that was computed: nothing to compare with (an unknown algorithm, or an empty string).
  return true;
}
