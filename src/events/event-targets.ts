import type { EventTarget } from './delivery';
import { createEventBridgeTarget, type SignPost } from './eventbridge-target';
import { createFileTarget } from './file-target';
import type { TargetSetting } from './target-setting';
import { createWebhookTarget } from './webhook-target';

/** Nothing is opened or connected to before the first event. */
export function createEventTarget({ kind, to }: TargetSetting, sign: SignPost): EventTarget {
  switch (kind) {
    case 'file':
      return createFileTarget(to);
    case 'webhook':
      return createWebhookTarget(to);
    case 'eventbridge':
      return createEventBridgeTarget(to, sign);
  }
}
