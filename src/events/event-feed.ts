import type { VersionChange } from '../registry/version-change';
import { createDelivery, type DeliveryStatus } from '../delivery/delivery';
import { toEnvelopes } from './envelope';
import { EventLog } from './event-log';
import { matchesPattern } from './event-pattern';
import { createEventTarget } from './event-targets';
import type { SignPost } from './eventbridge-target';
import type { TargetSetting } from './target-setting';

export interface EventFeedOptions {
  readonly targets: readonly TargetSetting[];
  readonly sign: SignPost;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly log: (message: string) => void;
}

/** Makes events of changes, keeps the last of them and sends them on. */
export interface EventFeed {
  readonly log: EventLog;
  /** Takes what a committed write did; nothing here is waited for (EVT-024). */
  readonly add: (changes: readonly VersionChange[]) => void;
  readonly deliveries: () => readonly DeliveryStatus[];
  close(): Promise<void>;
}

/** Every event goes to the log first, so that it can be read before anybody outside hears of it (EVT-023). */
export function createEventFeed({ targets, sign, now, uuid, log: report }: EventFeedOptions): EventFeed {
  const log = new EventLog();
  const deliveries = targets.map((setting) => ({
    pattern: setting.pattern ?? {},
    delivery: createDelivery(createEventTarget(setting, sign), { log: report }),
  }));
  return {
    log,
    add(changes) {
      for (const change of changes) {
        for (const event of toEnvelopes(change, now(), uuid)) {
          log.add(event);
          for (const { pattern, delivery } of deliveries)
            if (matchesPattern(event, pattern)) delivery.add(event);
        }
      }
    },
    deliveries: () => deliveries.map(({ delivery }) => delivery.status()),
    async close() {
      await Promise.all(deliveries.map(({ delivery }) => delivery.close()));
    },
  };
}
