import { isJsonObject } from '../util/json-object';
import type { Target } from '../delivery/delivery';
import type { EventEnvelope } from './envelope';
import { post } from './post';

/** Signs a POST of a body to an AWS service. */
export type SignPost = (request: {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly service: string;
  readonly region: string;
  /** Whom the call is to come from: at an emulator its bus is the one that the events land on (EVT-076). */
  readonly account: string;
}) => Readonly<Record<string, string>>;

/**
 * Puts events on the default bus of each receiving account at any endpoint that speaks EventBridge's PutEvents
 * (EVT-075 … EVT-077). `?source=` in the URL renames the source, which AWS wants: it keeps `aws.` for itself.
 */
export function createEventBridgeTarget(endpoint: string, sign: SignPost): Target<EventEnvelope> {
  const url = new URL(endpoint);
  const isAws = /\.amazonaws\.com(\.cn)?$/.test(url.hostname);
  const source = url.searchParams.get('source') ?? (isAws ? 'local.codeartifact' : 'aws.codeartifact');
  const bus = url.searchParams.get('bus') ?? undefined;
  url.search = '';
  const stop = new AbortController();
  const put = async (receiver: EventEnvelope, entries: readonly EventEnvelope[]): Promise<void> => {
    const body = JSON.stringify({ Entries: entries.map((event) => toEntry(event, source, bus)) });
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
    };
    const { region, account } = receiver;
    const signed = sign({ url, headers, body, service: 'events', region, account });
    const answer: unknown = JSON.parse(await post(url.href, signed, body, stop.signal));
    const failed = isJsonObject(answer) ? answer.FailedEntryCount : undefined;
    if (failed !== 0) throw new Error(`it refused ${typeof failed === 'number' ? failed : 'all'} event(s)`);
  };
  return {
    name: `eventbridge:${url.href}`,
    // What PutEvents takes at once.
    batchSize: 10,
    async deliver(events) {
      for (const group of groupByReceiver(events)) if (group[0]) await put(group[0], group);
    },
    async close() {
      stop.abort();
    },
  };
}

function toEntry(
  { time, resources, detail, ...event }: EventEnvelope,
  source: string,
  bus: string | undefined,
) {
  return {
    Time: Date.parse(time) / 1000,
    Source: source,
    DetailType: event['detail-type'],
    Resources: resources,
    Detail: JSON.stringify(detail),
    ...(bus !== undefined && { EventBusName: bus }),
  };
}

/** The bus knows its account and region from who calls, so each has a call of its own. */
function groupByReceiver(events: readonly EventEnvelope[]): EventEnvelope[][] {
  const groups = new Map<string, EventEnvelope[]>();
  for (const event of events) {
    const receiver = `${event.account} ${event.region}`;
    groups.set(receiver, [...(groups.get(receiver) ?? []), event]);
  }
  return [...groups.values()];
}
