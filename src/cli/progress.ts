import { Transform } from 'node:stream';
import { createStatusLine, toMebibytes } from '../util/status-line';

/**
 * A stage of a pipeline that says on standard error how much has passed, where that is a terminal.
 * @param label what is being done
 */
export function createProgress(label: string, out?: NodeJS.WriteStream): Transform {
  const line = createStatusLine(out);
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      line.show(`${label}: ${toMebibytes(bytes)}`);
      done(null, chunk);
    },
    flush(done) {
      line.end(`${label}: ${toMebibytes(bytes)}`);
      done();
    },
  });
}
