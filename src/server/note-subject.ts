import type { OperationContext } from '../operations/operation';
import type { FormatName } from '../registry/records';
import type { Outcome } from './door';

/** Members of many inputs; each is absent from some. */
interface Subject {
  readonly domain?: string | undefined;
  readonly repository?: string | undefined;
  readonly sourceRepository?: string | undefined;
  readonly format?: string | undefined;
  readonly namespace?: string | undefined;
  readonly package?: string | undefined;
}

/** Notes what an operation is about, for the request log and for faults. */
export function noteSubject(outcome: Outcome, input: object, formats: OperationContext['formats']): void {
  const subject: Subject = input;
  const { domain, format, namespace = '', package: name } = subject;
  const repository = subject.repository ?? subject.sourceRepository;
  if (domain !== undefined) outcome.domain = domain;
  if (repository !== undefined) outcome.repository = repository;
  if (format === undefined) return;
  outcome.format = format;
  if (name === undefined) return;
  const known = format as FormatName; // the model has no others
  const rules = formats.get(known);
  const names = rules && { namespace: rules.normalizeName(namespace), package: rules.normalizeName(name) };
  outcome.package = rules && names ? rules.displayName({ format: known, ...names }) : name;
}
