// One JSON document of a provider of tokens, over HTTP, within limits of time and size.

/** Longest wait for one document, in milliseconds. */
export const PROVIDER_MS = 5_000;
/** Largest document, in bytes. */
export const MAX_DOCUMENT = 262_144;

/** Reads the JSON object at an address. Rejects with what was wrong, for the log. A redirect counts as wrong: the keys of a provider come from the provider. */
export async function providerJson(url: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'error', signal: AbortSignal.timeout(PROVIDER_MS) });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new Error(`${url} answered ${answer.status}`);
  }
  const value: unknown = JSON.parse(await boundedText(url, answer));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${url} answered something else than a JSON object`);
  return value as Record<string, unknown>;
}

async function boundedText(url: string, answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    // Leaving the loop ends the connection.
    if (size > MAX_DOCUMENT) throw new Error(`${url} answered more than ${MAX_DOCUMENT} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
