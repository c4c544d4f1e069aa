import { ServiceError } from '../errors';
import type { FaultEffect, FaultFacts, Faults } from '../faults/faults';
import { Readable } from 'node:stream';
import type { PackageHistory } from '../faults/package-history';
import type { FormatContext, FormatRequest, FormatRoute, PackageFormat } from '../formats/format';
import type { PackageCoordinate } from '../registry/ports';
import type { HttpRequest, HttpResponse } from '../util/http';
import type { Outcome } from './door';

/** Lets the faults strike a request as far as it is known; throws the error that one of them answers with. */
export function strike(
  faults: Faults,
  door: FaultFacts['door'],
  { method, path }: RequestPlace,
  outcome: Outcome,
  isDocument = false,
): void {
  const { action: operation, account, format, domain, repository, package: named } = outcome;
  outcome.fault = faults.strike({
    ...{ door, method, path, operation, account, format, domain, repository },
    package: named,
    isDocument,
  });
  const error = outcome.fault && toThrown(outcome.fault);
  if (error) throw error;
}

type RequestPlace = Pick<HttpRequest, 'method' | 'path'>;

/** Faults of a package manager's request, which says which package it is about only on the way. */
export interface PackageFaults {
  /** Before the handler: strikes when everything is known that a rule asks for. */
  before(): void;
  /** Once the package is known, or what is to be done to it. */
  onPackage(isDocument: boolean): void;
  /** After the handler; throws also what the handler has passed over. */
  after(): void;
}

/** @param path below the repository */
export function createPackageFaults(faults: Faults, place: RequestPlace, outcome: Outcome): PackageFaults {
  let hasStruck = false;
  const isRead = place.method === 'GET' || place.method === 'HEAD';
  const once = (isDocument: boolean): void => {
    if (hasStruck) return;
    hasStruck = true;
    strike(faults, 'package', place, outcome, isDocument);
  };
  return {
    before() {
      // A write tells what it is when it asks for permission.
      if (isRead && !faults.namesPackage && !faults.isStale) once(false);
    },
    onPackage(isDocument) {
      if (isRead || outcome.action !== undefined) once(isDocument && isRead);
    },
    after() {
      once(false);
      const error = outcome.fault && toThrown(outcome.fault);
      if (error) throw error;
    },
  };
}

/** Whoever asks gets no answer where the connection is reset, so there is no status either. */
function toThrown({ error, reset }: FaultEffect): ServiceError | undefined {
  return reset === 'before'
    ? new ServiceError('ConnectionReset', 0, 'A fault reset the connection before anything was done.')
    : error;
}

/** How users write the package, whatever way this one spelled it. */
export function toDisplayName(format: PackageFormat, coordinate: PackageCoordinate): string {
  const { namespace, package: name } = coordinate;
  return format.displayName({
    ...coordinate,
    ...{ namespace: format.normalizeName(namespace), package: format.normalizeName(name) },
  });
}

interface FaultyRequest {
  readonly faults: PackageFaults;
  readonly outcome: Outcome;
  readonly history: PackageHistory | undefined;
}

/** Answers a package manager's request with the faults that strike it. */
export async function handleWithFaults(
  route: FormatRoute,
  request: FormatRequest,
  context: FormatContext,
  { faults, outcome, history }: FaultyRequest,
): Promise<HttpResponse> {
  faults.before();
  let { store } = context;
  const answered = await route.handle(request, {
    ...context,
    store: { ...context.store, read: (rule) => store.read(rule) },
    onPackage(named) {
      context.onPackage?.(named);
      const before = outcome.fault?.stale && history?.before({ ...request.repository, ...named });
      if (before) store = { ...store, read: (rule) => before.read(rule) };
    },
  });
  try {
    faults.after();
    return answered;
  } catch (error) {
    if (answered.body instanceof Readable) answered.body.destroy();
    throw error;
  }
}
