import { isBuiltPackage } from './read-seed';
import { readContent } from './package-files';
import type { ReadSeed, Seed, SeedDomain, SeedPackage, SeedRepository } from './seed';
import { at } from './seed-error';
import { toDocument } from './seed-policy';

/**
 * A seed that can be sent to an emulator elsewhere, as JSON: what its paths lead to stands in it.
 * @throws SeedError naming the place of a file that cannot be read, and of what a builder made
 */
export async function inlineSeed({ seed, directory }: ReadSeed): Promise<Seed> {
  const inlinePolicy = async <T extends SeedDomain | SeedRepository>(item: T, place: string): Promise<T> => {
    const { policy } = item;
    if (policy === undefined) return item;
    return at(`${place}.policy`, async () => ({ ...item, policy: await toDocument(policy, directory) }));
  };
  const inlineEntry = (entry: NonNullable<SeedRepository['packages']>[number], place: string) =>
    at(place, () => {
      if (isBuiltPackage(entry))
        throw new Error('what a builder made can be taken in by its own process only');
      return inlinePackage(entry, directory);
    });
  const inlineRepository = async (repository: SeedRepository, place: string): Promise<SeedRepository> => {
    const packages = await mapInTurn(repository.packages, `${place}.packages`, inlineEntry);
    return inlinePolicy({ ...repository, packages }, place);
  };
  const inlineDomain = async (domain: SeedDomain, place: string): Promise<SeedDomain> => {
    const repositories = await mapInTurn(domain.repositories, `${place}.repositories`, inlineRepository);
    return inlinePolicy({ ...domain, repositories }, place);
  };
  return { domains: (await mapInTurn(seed.domains, 'domains', inlineDomain)) ?? [] };
}

async function mapInTurn<T, U>(
  items: readonly T[] | undefined,
  place: string,
  change: (item: T, place: string) => Promise<U>,
): Promise<U[] | undefined> {
  if (items === undefined) return undefined;
  const changed: U[] = [];
  for (const [index, item] of items.entries()) changed.push(await change(item, `${place}[${index}]`));
  return changed;
}

async function inlinePackage(entry: SeedPackage, directory: string | undefined): Promise<SeedPackage> {
  const { files, archive } = await readContent(entry, directory);
  const encoded = Object.entries(files ?? {}).map(([path, content]) => [
    path,
    typeof content === 'string' ? content : { base64: Buffer.from(content).toString('base64') },
  ]);
  return {
    ...entry,
    directory: undefined,
    files: files && (Object.fromEntries(encoded) as SeedPackage['files']),
    archive: archive && { name: archive.name, base64: archive.bytes.toString('base64') },
  };
}
