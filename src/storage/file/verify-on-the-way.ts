import { createHash } from 'node:crypto';
import { pipeline, Transform, type Readable } from 'node:stream';

/**
 * Passes a blob's bytes on and hashes them. The last of them are held back until they are known to be the right ones, so
 * that nobody can take damaged bytes for the whole blob; `onEnd` is told which they were.
 */
export function verifyOnTheWay(
  source: Readable,
  sha256: string,
  onEnd: (isWhole: boolean) => Error | undefined,
): Readable {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  const verified = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      if (held) this.push(held);
      held = chunk;
      done();
    },
    flush(done) {
      const error = onEnd(hash.digest('hex') === sha256);
      done(error, error ? undefined : held);
    },
  });
  return pipeline(source, verified, () => undefined);
}
