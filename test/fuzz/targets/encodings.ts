import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { MultipartError, readMultipart } from '../../../src/encoding/multipart';
import { decodeTransfer, TransferEncodingError } from '../../../src/encoding/transfer-encoding';
import { parseXml, XmlError } from '../../../src/encoding/xml';
import { parseArn } from '../../../src/util/arn';
import { redactSecrets } from '../../../src/util/redact';
import { expecting, type FuzzTarget } from '../target';

const FORM = [
  '--b\r\nContent-Disposition: form-data; name=":action"\r\n\r\nfile_upload\r\n',
  '--b\r\nContent-Disposition: form-data; name="content"; filename="a.whl"\r\nContent-Type: x/y\r\n\r\nabc\r\n--b--\r\n',
].join('');

/** What reads the encodings that several formats share. */
export const encodingTargets: readonly FuzzTarget[] = [
  {
    name: 'xml',
    seeds: [
      '<?xml version="1.0"?><project xmlns="http://x/"><groupId>g</groupId><!-- c --><a:b xmlns:a="y"/></project>',
      '<a b="&lt;&#65;">&amp;<![CDATA[x]]><!-- c --></a>',
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
    run: (input) => expecting([XmlError], () => parseXml(input)),
  },
  {
    name: 'multipart',
    seeds: [FORM],
    run: (input) =>
      expecting([MultipartError], () =>
        readMultipart(
          Readable.from([input]),
          'multipart/form-data; boundary=b',
          { isFile: (field) => field === 'content', maxFieldBytes: 1_000, maxFields: 10, maxFiles: 1 },
          ({ stream }) => finished(stream.resume()),
        ),
      ),
  },
  {
    name: 'transfer-encoding',
    seeds: ['caf=C3=A9 =\r\nau lait=', 'aGVs\r\nbG8='],
    async run(input) {
      for (const encoding of ['base64', 'quoted-printable', 'binary']) {
        const half = input.length >> 1;
        const [whole, parts] = await Promise.all([
          decodeAll([input], encoding),
          decodeAll([input.subarray(0, half), input.subarray(half)], encoding),
        ]);
        if (whole !== parts) throw new Error(`${encoding} that arrives in two parts is read differently`);
      }
    },
  },
  {
    name: 'texts',
    seeds: [
      'arn:aws:codeartifact:us-east-1:123456789012:domain/d',
      'http://a:b@c/?X-Amz-Signature=d Bearer abcdefghijk',
    ],
    run: (input) => [parseArn(input.toString()), redactSecrets(input.toString())],
  },
];

async function decodeAll(chunks: readonly Buffer[], encoding: string): Promise<string> {
  let text = '';
  await expecting([TransferEncodingError], async () => {
    for await (const chunk of decodeTransfer(Readable.from(chunks), encoding))
      text += chunk.toString('latin1');
    text += '.';
  });
  // Of what is damaged it does not matter how much was read before.
  return text.endsWith('.') ? text : '';
}
