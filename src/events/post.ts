const TIMEOUT_MS = 10_000;

/** POSTs a text and gives the answer's. Rejects for no answer in time and for another status than 2xx. */
export async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, connection: 'close' },
    body,
    signal: limit,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`it answers ${answer.status}`);
  return text;
}
