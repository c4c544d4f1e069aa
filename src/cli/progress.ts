import { Transform } from 'node:stream';

/**
 * A stage of a pipeline that says on standard error how much has passed, where that is a terminal.
 * @param label what is being done
 */
export function createProgress(label: string, out: NodeJS.WriteStream = process.stderr): Transform {
  let bytes = 0;
  let shown = 0;
  const show = (end: string): void => {
    if (out.isTTY) out.write(`\r${label}: ${(bytes / (1024 * 1024)).toFixed(1)} MiB${end}`);
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes - shown >= 1024 * 1024) {
        shown = bytes;
        show('');
      }
      done(null, chunk);
    },
    flush(done) {
      show('\n');
      done();
    },
  });
}
