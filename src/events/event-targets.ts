import type { EventEnvelope } from './envelope';
import type { Target } from '../delivery/delivery';
import { createEventBridgeTarget, type SignPost } from './eventbridge-target';
import { createFileTarget } from '../delivery/file-target';
import type { TargetSetting } from './target-setting';
import { createWebhookTarget } from './webhook-target';

/** Nothing is opened or connected to before the first event. */
export function createEventTarget({ kind, to }: TargetSetting, sign: SignPost): Target<EventEnvelope> {
  switch (kind) {
    case 'file':
      return createFileTarget(to);
    case 'webhook':
      return createWebhookTarget(to);
    case 'eventbridge':
      return createEventBridgeTarget(to, sign);
  }
}
