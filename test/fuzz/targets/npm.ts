import { ServiceError } from '../../../src/errors';
import { PublishDocumentScanner } from '../../../src/formats/npm/publish-document-scanner';
import { parsePublicDocument } from '../../../src/formats/npm/public-document';
import { sortByVersion as sortNpm } from '../../../src/formats/npm/semver';
import { expecting, toVersions, type FuzzTarget } from '../target';

const PUBLISH = JSON.stringify({
  ...{ name: 'a', versions: { '1.0.0': { name: 'a', version: '1.0.0' } }, 'dist-tags': { latest: '1.0.0' } },
  _attachments: { 'a-1.0.0.tgz': { data: 'YWJj\\n"', length: 3 } },
});

/** npm's readers. */
export const npmTargets: readonly FuzzTarget[] = [
  {
    name: 'npm-publish-document',
    seeds: [PUBLISH],
    run: (input) =>
      expecting([ServiceError], () => {
        const whole = scan([input]);
        const half = input.length >> 1;
        const parts = scan([input.subarray(0, half), input.subarray(half)]);
        if (whole !== parts) throw new Error('what arrives in two parts is read differently');
      }),
  },
  {
    name: 'npm-public-document',
    seeds: [
      '{"name":"a","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"dist":{"tarball":"http://x/a.tgz","shasum":"a"}}}}',
    ],
    run: (input) => expecting([Error], () => parsePublicDocument('a', input)),
  },
  {
    name: 'npm-versions',
    seeds: ['1.0.0 1.0.0-a.1 2.0.0+b 1.0.0-a.1.b 0.0.1'],
    run: (input) => sortNpm(toVersions(input).map((version) => ({ version }))),
  },
];

function scan(chunks: readonly Buffer[]): string {
  const scanner = new PublishDocumentScanner({ maxRestBytes: 10_000, maxDepth: 50 });
  let data = '';
  for (const event of chunks.flatMap((chunk) => scanner.push(chunk))) {
    if (event.kind === 'text') data += event.text;
  }
  return data;
}
