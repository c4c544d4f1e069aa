import { validateHeaderValue } from 'node:http';
import { ServiceError } from '../../../src/errors';
import { assertApiVersion } from '../../../src/formats/swift/api-version';
import { renderLinks } from '../../../src/formats/swift/link-header';
import { findManifest, isManifestName, readToolsVersion } from '../../../src/formats/swift/manifest';
import { parseReleaseMetadata } from '../../../src/formats/swift/release-metadata';
import { toRepositoryKey } from '../../../src/formats/swift/repository-url';
import { isVersion as isSwiftVersion, sortByVersion as sortSwift } from '../../../src/formats/swift/version';
import { assertOrder, expecting, toVersions, type FuzzTarget } from '../target';

/** Swift's readers. */
export const swiftTargets: readonly FuzzTarget[] = [
  {
    name: 'swift-metadata',
    seeds: [
      '{"author":{"name":"a","organization":{"name":"b"}},"description":"d","repositoryURLs":["git@h:p.git"]}',
      '{"licenseURL":null,"originalPublicationTime":"2020-01-02T03:04:05Z"}',
    ],
    run: (input) =>
      expecting([ServiceError], () => {
        const { text, repositoryUrls } = parseReleaseMetadata(input.toString());
        // It goes into a document of ours as it is.
        JSON.parse(`{"metadata":${text}}`);
        repositoryUrls.forEach(toRepositoryKey);
        assertHeader(renderLinks(repositoryUrls.map((url) => [url, { rel: 'alternate' }])));
      }),
  },
  {
    name: 'swift-manifests',
    seeds: ['// swift-tools-version:5.7;x\n', 'Package@swift-5.8.swift', '5.8.0'],
    run(input) {
      const text = input.toString();
      const toolsVersion = readToolsVersion(input);
      if (!/^\d+\.\d+(\.\d+)?$/.test(toolsVersion)) throw new Error(`tools version ${toolsVersion}`);
      const manifests = isManifestName(text) ? [{ fileName: text, toolsVersion }] : [];
      return [findManifest(manifests, text), findManifest(manifests, text.slice(14, -6))];
    },
  },
  {
    name: 'swift-versions',
    seeds: ['1.0.0 1.0.0-a.1 2.0.0+b 1.0.0-a.1.b 0.0.1 1.0.0+a 1.0.0-1'],
    run(input) {
      const versions = [...new Set(toVersions(input))].filter(isSwiftVersion);
      const rank = (a: string, b: string): number => {
        if (a === b) return 0;
        return sortSwift([{ version: a }, { version: b }])[0]?.version === a ? -1 : 1;
      };
      assertOrder(versions, rank);
    },
  },
  {
    name: 'swift-requests',
    seeds: [
      'application/vnd.swift.registry.v1+json, */*;q=0.1',
      'ssh://git@example.com:22/a/b.git',
      'git@example.com:a/b.git/',
    ],
    run: (input) =>
      expecting([ServiceError], () => {
        const key = toRepositoryKey(input.toString());
        assertHeader(renderLinks([[input.toString(), { rel: key === undefined ? 'a' : 'b' }]]));
        assertApiVersion(input.toString());
      }),
  },
];

/** What is sent as a header must be one. */
function assertHeader(value: string | undefined): void {
  if (value !== undefined) validateHeaderValue('link', value);
}
