import type { EventPattern } from './event-pattern';

/** Where events go, and which of them. */
export interface TargetSetting {
  readonly kind: 'file' | 'webhook' | 'eventbridge';
  /** Path or URL. */
  readonly to: string;
  /** Absent: all of them. */
  readonly pattern?: EventPattern;
}

/** As a caller spells a target: `file:PATH`, `webhook:URL` or `eventbridge:URL`, with a rule's pattern if need be. */
export type EventTargetOption = string | { readonly target: string; readonly pattern?: EventPattern };

/** Reads a target (DESIGN D10, EVT-078). Throws RangeError. */
export function parseEventTarget(option: EventTargetOption): TargetSetting {
  const { target, pattern } = typeof option === 'string' ? { target: option } : option;
  const [, kind, to = ''] = /^(file|webhook|eventbridge):(.+)$/s.exec(target) ?? [];
  const chosen = pattern && { pattern };
  if (kind === 'file') return { kind, to, ...chosen };
  if (kind !== 'webhook' && kind !== 'eventbridge') {
    throw new RangeError(`'${target}' is not file:PATH, webhook:URL or eventbridge:URL`);
  }
  if (!/^https?:\/\//.test(to) || !URL.canParse(to)) throw new RangeError(`'${to}' is not an http(s) URL`);
  return { kind, to, ...chosen };
}
