// The bytes of a graph's inputs and results: with the attempt when they are few, as files of the server otherwise.
import { createHash } from 'node:crypto';
import type { AttemptCall, DispatchClient } from '../call/dispatch-client.ts';
import type { FileAnswer } from '../../domain/dispatch/protocol.ts';
import { MAX_INLINE_BYTES, MAX_INLINE_TOTAL, type GraphBody, type GraphValue } from '../../domain/graph/graph-value.ts';
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { patiently } from '../steps/load-history.ts';
import { NodeFailure } from './algorithm-code.ts';
import type { JobInput, JobOutput } from './host/graph-job.ts';

/** Milliseconds for a file to travel, beside one for each kilobyte. */
export const FILE_TIMEOUT_MS = 30_000;
/** Most bytes of thumbnails of one run; what is beyond has none. */
export const MAX_THUMBNAIL_TOTAL = 131_072;

/** With what files are moved. */
export interface FileTools {
  readonly client: Pick<DispatchClient, 'readFile' | 'storeFile'>;
  readonly of: AttemptCall;
  readonly signal: AbortSignal;
}

/** The bytes of every input. Rejects with `NodeFailure` when they need more memory than the run may take, or the server has them no more. */
export async function readInputs(values: readonly GraphValue[], maxBytes: number, tools: FileTools): Promise<readonly JobInput[]> {
  const total = values.reduce((sum, { body }) => sum + ('file' in body ? body.size : body.inline.length), 0);
  if (total > maxBytes) throw new NodeFailure(`the inputs have ${total} bytes, and a run of this deployment may take ${maxBytes} of memory; send less or raise the memory of the deployment`);
  const inputs: JobInput[] = [];
  for (const [i, { type, body }] of values.entries()) inputs.push({ type, bytes: 'file' in body ? await fileOf(body, i, tools) : Buffer.from(body.inline, type === 'image' ? 'base64' : 'utf8') });
  return inputs;
}

/** The values of a result. Rejects with `NodeFailure` when the server does not take one. */
export async function keepOutputs(outputs: readonly JobOutput[], isTemporary: (i: number) => boolean, tools: FileTools): Promise<readonly GraphValue[]> {
  const values: GraphValue[] = [];
  let [inline, thumbnails] = [0, 0];
  for (const [i, output] of outputs.entries()) {
    const body = isTemporary(i) ? null : inlineOf(output, MAX_INLINE_TOTAL - inline);
    inline += body === null ? 0 : Buffer.byteLength(body.inline);
    // Of a picture that lies here and is small enough to be shown as it is nothing is kept twice.
    const thumbnail = output.thumbnail && (body === null || !isSame(output.thumbnail, output.bytes)) ? Buffer.from(output.thumbnail).toString('base64') : undefined;
    const hasThumbnail = thumbnail !== undefined && thumbnails + thumbnail.length <= MAX_THUMBNAIL_TOTAL;
    if (hasThumbnail) thumbnails += thumbnail.length;
    values.push({
      type: output.type,
      body: body ?? (await storedBody(output, i, tools)),
      ...(output.image ? { image: output.image } : {}),
      ...(hasThumbnail ? { thumbnail } : {}),
      ...(isTemporary(i) ? { isTemporary: true } : {}),
    });
  }
  return values;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && Buffer.compare(one, other) === 0;
}

function inlineOf({ type, bytes }: JobOutput, room: number): { readonly inline: string } | null {
  const most = Math.min(room, MAX_INLINE_BYTES);
  if (bytes.byteLength > most) return null;
  const inline = Buffer.from(bytes).toString(type === 'image' ? 'base64' : 'utf8');
  return Buffer.byteLength(inline) <= most ? { inline } : null;
}

async function storedBody({ type, bytes, image }: JobOutput, i: number, tools: FileTools): Promise<GraphBody> {
  const contentType = image?.contentType ?? 'application/json';
  const answer: FileAnswer = await moved(`output ${i} (${type}, ${bytes.byteLength} bytes) could not be stored`, tools, (limits) => tools.client.storeFile({ ...tools.of, contentType, bytes }, { timeoutMs: timeoutFor(bytes.byteLength), ...limits }));
  return { file: answer.id, sha256: answer.sha256, size: answer.size };
}

async function fileOf({ file, sha256, size }: Extract<GraphBody, { readonly file: string }>, i: number, tools: FileTools): Promise<Buffer> {
  const bytes = await moved(`input ${i} could not be fetched`, tools, (limits) => tools.client.readFile({ ...tools.of, id: file, size }, { timeoutMs: timeoutFor(size), ...limits }));
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new NodeFailure(`input ${i} is not what was sent (${bytes.byteLength} bytes of ${size}, or another checksum); send the run again`);
  return bytes;
}

async function moved<T>(what: string, { signal }: FileTools, call: (limits: { readonly signal: AbortSignal }) => Promise<T>): Promise<T> {
  try {
    return await patiently(() => call({ signal }), signal);
  } catch (error) {
    if (error instanceof DispatchCallError && !signal.aborted) throw new NodeFailure(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}

function timeoutFor(bytes: number): number {
  return FILE_TIMEOUT_MS + bytes / 1_000;
}
