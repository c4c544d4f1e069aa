import type { Router } from 'express';
import type { AuditTrail } from '../audit/audit-trail';
import { ServiceError } from '../errors';
import type { EventFeed } from '../events/event-feed';
import { addConnectionRoutes, type Connection } from './connection-routes';
import { addEventRoutes } from './event-routes';
import type { Explain } from './explain';
import type { Limits } from '../registry/ports';
import type { ThrottleRates } from '../util/throttle-rates';
import type { Faults } from '../faults/faults';
import { addFaultRoutes } from './fault-routes';
import type { RequestLog } from './request-log';
import { addPrincipalRoutes, type PrincipalRouteParts } from './principal-routes';
import { addSeedRoutes, type TakeSeed } from './seed-routes';
import { OptionError } from '../util/option-error';
import { addTrailRoutes } from './trail-routes';
import { addClockRoutes } from './clock-routes';
import type { MovableClock } from '../util/movable-clock';
import type { Metrics } from './metrics';
import { addStateRoutes, type StateTransfer } from './state-routes';

export interface Coverage {
  readonly operations: { readonly implemented: readonly string[]; readonly missing: readonly string[] };
  readonly endpoints: { readonly implemented: readonly string[]; readonly missing: readonly string[] };
}

export interface AdminParts extends StateTransfer {
  readonly version: string;
  readonly coverage: Coverage;
  readonly log: RequestLog;
  readonly explain: Explain;
  readonly events: EventFeed;
  readonly principals: PrincipalRouteParts;
  readonly metrics: Metrics;
  readonly clock: MovableClock;
  readonly faults: Faults;
  /** Absent: nothing is recorded. */
  readonly trail: AuditTrail | undefined;
  readonly connection: () => Connection;
  /** What is enforced (QUOTA-063). */
  readonly limits: Limits;
  readonly throttle: ThrottleRates;
  /** Whether what is to be there at the start is there. */
  readonly isReady: () => boolean;
  readonly seed: TakeSeed;
  reset(): Promise<void>;
  snapshot(name: string): Promise<void>;
  /** Resolves to false when there is no snapshot of that name. */
  restore(name: string): Promise<boolean>;
}

/** Adds the routes of the admin API to a router (DESIGN D10: other people's scripts depend on them). */
export function createAdminRouter(router: Router, parts: AdminParts): Router {
  const { version, coverage, log, events } = parts;
  addEventRoutes(router, events);
  addStateRoutes(router, parts);
  addTrailRoutes(router, parts.trail);
  addPrincipalRoutes(router, parts.principals);
  addConnectionRoutes(router, parts.connection);
  addClockRoutes(router, parts.clock);
  addFaultRoutes(router, parts.faults);
  router.get('/_codeartifact/metrics', (_request, response) => {
    response.type('text/plain; version=0.0.4').send(parts.metrics.render());
  });
  router.get('/_codeartifact/health', (_request, response) => {
    response.json({ status: 'ok', version });
  });
  router.get('/_codeartifact/ready', (_request, response) => {
    const ready = parts.isReady();
    response.status(ready ? 200 : 503).json({ ready });
  });
  addSeedRoutes(router, parts.seed);
  router.get('/_codeartifact/coverage', (_request, response) => {
    response.json(coverage);
  });
  router.get('/_codeartifact/quotas', (_request, response) => {
    response.json({ limits: parts.limits, throttle: parts.throttle });
  });
  router.get('/_codeartifact/requests', (_request, response) => {
    response.json({ requests: log.list() });
  });
  router.get('/_codeartifact/explain', async (request, response) => {
    try {
      response.json(await parts.explain(request.query));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      response.status(error.statusCode).json({ message: error.message });
    }
  });
  router.post(['/_codeartifact/reset', '/moto-api/reset'], async (_request, response) => {
    try {
      await parts.reset();
      response.json({ status: 'ok' });
    } catch (error) {
      // A seed that cannot be taken in any more.
      if (!(error instanceof OptionError)) throw error;
      response.status(500).json({ message: error.message });
    }
  });
  router.post('/_codeartifact/snapshots/:name', async (request, response) => {
    await parts.snapshot(request.params.name);
    response.json({ status: 'ok', snapshot: request.params.name });
  });
  router.post('/_codeartifact/snapshots/:name/restore', async (request, response) => {
    const { name } = request.params;
    if (await parts.restore(name)) response.json({ status: 'ok', snapshot: name });
    else response.status(404).json({ message: `There is no snapshot '${name}'` });
  });
  router.get('/_localstack/health', (_request, response) => {
    response.json({ services: { codeartifact: 'running' }, edition: 'codeartifact-local', version });
  });
  return router;
}
