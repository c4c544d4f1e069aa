import { Readable } from 'node:stream';
import type { Recording } from './recording';
import { RemoteFailure } from './remote-failure';
import type { ConsumeAnswer, RemoteAnswer, Transport } from './transport';

// What says that something is there, or is not; anything else is a failure and no answer.
const KEPT = new Set([200, 404, 410]);

/**
 * Asks `live` and keeps every answer, once it was found to be good: what its consumer refuses is not kept (DESIGN D8).
 * A disk that cannot be written fails the request.
 * @param onKept is told how many bytes each has
 */
export function createRecordTransport(
  live: Transport,
  recording: Recording,
  onKept?: (bytes: number) => void,
): Transport {
  const address = async (): Promise<string | undefined> => {
    const found = await live.address();
    if (found !== undefined) await recording.addAddress(found);
    return found;
  };
  return {
    address,
    async get(url, headers, consume) {
      await address();
      // Nothing is conditional unless what it is compared with is recorded.
      const { 'if-none-match': etag, ...unconditional } = headers;
      const sent = etag !== undefined && (await recording.has(url)) ? headers : unconditional;
      return live.get(url, sent, (answer) => keepAnswer(url, answer, recording, consume, onKept));
    },
  };
}

/** Answers from the recording only; what is not in it cannot be asked for (DESIGN D8). */
export function createReplayTransport(recording: Recording): Transport {
  return {
    address: () => recording.findAddress(),
    async get(url, _headers, consume) {
      const answer = await recording.find(url);
      if (!answer) throw new RemoteFailure('not-recorded', 'it is not in the recording');
      try {
        return await consume(answer);
      } finally {
        answer.body.destroy();
      }
    },
  };
}

async function keepAnswer<T>(
  url: string,
  answer: RemoteAnswer,
  recording: Recording,
  consume: ConsumeAnswer<T>,
  onKept: (bytes: number) => void = () => undefined,
): Promise<T> {
  if (!KEPT.has(answer.status)) return consume(answer);
  const pending = await recording.begin(url, answer);
  let isComplete = false;
  let bytes = 0;
  async function* tee(): AsyncGenerator<Uint8Array> {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      await pending.write(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    isComplete = true;
  }
  try {
    const body = Readable.from(tee(), { objectMode: false });
    const value = await consume({ ...answer, body });
    // Half a body is not kept, if ever somebody is content with that much. Only a 200 has a body.
    if (isComplete || answer.status !== 200) {
      await pending.commit();
      onKept(bytes);
    }
    return value;
  } finally {
    await pending.discard();
  }
}
