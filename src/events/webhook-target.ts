import type { EventEnvelope } from './envelope';
import type { Target } from '../delivery/delivery';
import { post } from './post';

/** POSTs each event as JSON; anything but a 2xx is a failure (EVT-074). */
export function createWebhookTarget(url: string): Target<EventEnvelope> {
  const shown = new URL(url);
  const stop = new AbortController();
  // What stands in front of the host is the receiver's secret, and sent as HTTP has it.
  const { username, password } = shown;
  const authorization = Buffer.from(
    `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
  ).toString('base64');
  shown.username = '';
  shown.password = '';
  return {
    name: `webhook:${shown.href}`,
    batchSize: 1,
    async deliver(events) {
      for (const event of events) {
        const headers = {
          'content-type': 'application/json',
          ...(username + password !== '' && { authorization: `Basic ${authorization}` }),
        };
        await post(shown.href, headers, JSON.stringify(event), stop.signal);
      }
    },
    async close() {
      stop.abort();
    },
  };
}
