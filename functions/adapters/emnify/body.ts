/** Answers of the API are a few kB; this bounds what a broken proxy can make a small Lambda hold. */
const MAX_BYTES = 1_000_000;

/**
 * The body as text, at most 1 MB of it (what is cut there does not parse, and is treated as any unreadable answer).
 * ky bounds only the time until the headers, so the rest is bounded here.
 * @param ms how long reading may take; afterwards it throws, as it does when the connection breaks
 */
export async function readBody(response: Response, ms: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the answer did not end in time')), ms);
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > MAX_BYTES) return text;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    clearTimeout(timer);
    // Ends the connection where the body was left unread; a stream that already failed rejects, which tells nothing new.
    reader.cancel().catch(() => undefined);
  }
}
