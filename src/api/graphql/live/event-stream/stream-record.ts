// Records of the format that EventSource reads (WHATWG HTML, server-sent events), as bytes.

/** What a record is about: an event, the sign that the past is over, or why the stream ends. */
export type RecordName = 'event' | 'caught-up' | 'error';

/** A record with JSON on one line. `id` is what a client gives back to go on behind it; without one its last id stays. */
export function streamRecord(name: RecordName, data: object, id?: string): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data, withoutNull)}\n\n`);
}

/** Tells clients how long to wait before they connect again, ms. */
export function retryRecord(ms: number): Buffer {
  return Buffer.from(`retry: ${ms}\n\n`);
}

/** Says nothing, so that neither a proxy nor the client takes the stream for dead. */
export const STREAM_COMMENT: Buffer = Buffer.from(':\n\n');

// A task's event has thirty fields, of which a change touches a few: the line of a script shows those.
function withoutNull(_name: string, value: unknown): unknown {
  return value === null ? undefined : value;
}
