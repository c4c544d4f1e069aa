import type { Router } from 'express';
import type { AuditTrail } from '../audit/audit-trail';
import { toWholeNumber } from './whole-number';

const DEFAULT_LIMIT = 1_000;

/**
 * Adds the routes that show the audit trail (TRAIL-030, TRAIL-031).
 * @param trail absent: nothing is recorded, and the routes say how it would be
 */
export function addTrailRoutes(router: Router, trail: AuditTrail | undefined): void {
  if (!trail) {
    router.use('/_codeartifact/trail', (_request, response) => {
      response.status(404).json({ message: 'Nothing is recorded; start with --audit memory.' });
    });
    return;
  }
  router.get('/_codeartifact/trail', async ({ query }, response) => {
    const after = toWholeNumber(query.after, 0);
    const limit = toWholeNumber(query.limit, DEFAULT_LIMIT);
    if (after === undefined || limit === undefined) {
      response.status(400).json({ message: "'after' and 'limit' must be whole numbers" });
      return;
    }
    const filter = { eventName: toText(query.eventName), account: toText(query.account) };
    response.set('cache-control', 'no-store').json(await trail.list(filter, after, limit));
  });
  router.delete('/_codeartifact/trail', (_request, response) => {
    trail.clear();
    response.json({ status: 'ok' });
  });
  router.get('/_codeartifact/trail/summary', async (_request, response) => {
    response.json({ uses: await trail.summary() });
  });
  router.get('/_codeartifact/trail/targets', (_request, response) => {
    response.json({ targets: trail.targets() });
  });
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
