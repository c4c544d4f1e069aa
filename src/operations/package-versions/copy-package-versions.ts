import { freeBlobs } from '../../registry/assets';
import { assertOtherRepository, copyPackageVersions as copy } from '../../registry/copy-package-versions';
import { selectVersionsOrRevisions } from '../../registry/version-selection';
import { defineOperation } from '../operation';
import { rulesOf, toPackageTarget } from '../package-target';

/** Copies versions to another repository of the domain, all or none (COPY-001 … COPY-093). */
export const copyPackageVersions = defineOperation('CopyPackageVersions', async (input, ctx) => {
  const { sourceRepository, destinationRepository, allowOverwrite, includeFromUpstream } = input;
  const rules = rulesOf(input.format, ctx);
  const source = toPackageTarget({ ...input, repository: sourceRepository }, ctx);
  const selection = selectVersionsOrRevisions(rules, input);
  assertOtherRepository(sourceRepository, destinationRepository);
  const { result, freed } = await ctx.store.write((tx) =>
    copy(tx, {
      source,
      destination: { ...source, repository: destinationRepository },
      selection,
      allowOverwrite: allowOverwrite ?? false,
      includeFromUpstream: includeFromUpstream ?? false,
      rules,
    }),
  );
  await freeBlobs(ctx, freed);
  return result;
});
