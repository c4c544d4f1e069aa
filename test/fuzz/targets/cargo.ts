import { Readable } from 'node:stream';
import { ServiceError } from '../../../src/errors';
import { parseCargoToml } from '../../../src/formats/cargo/cargo-toml';
import { parsePublicIndex as parseCargoIndex } from '../../../src/formats/cargo/public-index';
import { readPublishBody } from '../../../src/formats/cargo/publish-body';
import { PublishError } from '../../../src/formats/cargo/publish-error';
import { parsePublishMetadata } from '../../../src/formats/cargo/publish-metadata';
import { toPublishBody } from '../../support/cargo-package';
import { expecting, type FuzzTarget } from '../target';

const CRATE = {
  ...{ name: 'a', vers: '1.0.0', features: { b: ['dep:c'] }, license: 'MIT' },
  deps: [
    {
      name: 'c',
      version_req: '^1',
      kind: 'dev',
      explicit_name_in_toml: 'd',
      optional: true,
      features: ['e'],
    },
  ],
};

/** Cargo's readers. */
export const cargoTargets: readonly FuzzTarget[] = [
  {
    name: 'cargo-publish',
    seeds: [toPublishBody(CRATE, Buffer.from('crate')), toPublishBody('{"name":"a"}', Buffer.alloc(0))],
    run: (input) =>
      expecting([PublishError, ServiceError], async () => {
        const half = input.length >> 1;
        const [whole, parts] = await Promise.all([
          readCrate([input]),
          readCrate([input.subarray(0, half), Buffer.alloc(0), input.subarray(half)]),
        ]);
        if (whole !== parts) throw new Error('what arrives in two parts is read differently');
      }),
  },
  {
    name: 'cargo-metadata',
    seeds: [JSON.stringify(CRATE)],
    run: (input) => expecting([PublishError], () => parsePublishMetadata(input)),
  },
  {
    name: 'cargo-index',
    seeds: [
      `${JSON.stringify({ name: 'a', vers: '1.0.0', deps: [{ name: 'b', req: '1' }], cksum: 'a'.repeat(64) })}\n{"name":`,
    ],
    run: (input) =>
      expecting([Error], () =>
        [...(parseCargoIndex('a', input)?.versions.values() ?? [])].map((v) => v.metadata),
      ),
  },
  {
    name: 'cargo-toml',
    seeds: [
      '[package]\nname = "a"\ndescription = """b"""\nreadme = false\n[dependencies.c]\nversion = "1"\nx = [1, {y = 2}]\n',
    ],
    run: (input) => parseCargoToml(input.toString()),
  },
];

async function readCrate(chunks: readonly Buffer[]): Promise<string> {
  const limits = { maxMetadataBytes: 5_000, maxCrateBytes: 5_000 };
  try {
    return await readPublishBody(Readable.from(chunks), limits, async (metadata, crate) => {
      const parts: Buffer[] = [];
      for await (const part of crate) parts.push(part as Buffer); // it is made of such
      return JSON.stringify([metadata.toString('latin1'), Buffer.concat(parts).toString('latin1')]);
    });
  } catch (error) {
    if (error instanceof PublishError || error instanceof ServiceError) return error.message;
    throw error;
  }
}
