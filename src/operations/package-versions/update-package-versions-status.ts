import { changeVersionStatus, parseTargetStatus } from '../../registry/change-version-status';
import { selectVersions } from '../../registry/version-selection';
import { defineOperation } from '../operation';
import { rulesOf, toPackageTarget } from '../package-target';

/** Publishes, unlists or archives versions, all or none (STAT-001 … STAT-016). */
export const updatePackageVersionsStatus = defineOperation(
  'UpdatePackageVersionsStatus',
  async (input, ctx) => {
    const target = toPackageTarget(input, ctx);
    const selection = selectVersions(rulesOf(input.format, ctx), input);
    const change = {
      targetStatus: parseTargetStatus(input.targetStatus),
      expectedStatus: input.expectedStatus,
      now: ctx.now,
    };
    return ctx.store.write((tx) => changeVersionStatus(tx, target, selection, change));
  },
);
