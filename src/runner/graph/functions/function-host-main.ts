// The process of one file of functions in TypeScript or JavaScript: loads it, carries out its calls one by one, and ends with its channel.
import { Socket } from 'node:net';
import { CallLog } from '../../deck/call-log.ts';
import { placeOf, placeOfLoad } from '../../deck/code-place.ts';
import type { AnyAlgorithm } from './define-algorithm.ts';
import { FrameReader, framePieces } from './frame-stream.ts';
import type { Frame, FromFunctions, ToFunctions } from './function-message.ts';
import { describeAlgorithm, loadAlgorithms } from './function-module.ts';
import { inputsOf, resultFrame } from './function-result.ts';
import { UnfitFunction } from './unfit-function.ts';

// As `CHANNEL` of the launch; this file loads as little of the runner as it can.
const channel = new Socket({ fd: 3 });
// A signal to everything (a service being stopped, a terminal closing) must not take a call away from a runner that drains.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
// The caller is gone: whatever a function still does, nobody asked for it any more.
channel.on('close', () => process.exit(0));
channel.on('end', () => process.exit(0));
channel.on('error', () => process.exit(0));

/** The file's lines go the way of its results, so that those of a call come before its end. */
let printed = new CallLog((text) => send({ head: { type: 'log', text }, parts: [] }));
for (const stream of [process.stdout, process.stderr]) {
  stream.write = ((text: string | Uint8Array, ...rest: unknown[]): boolean => {
    printed.log(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'));
    const done = rest.at(-1);
    if (typeof done === 'function') (done as () => void)();
    return true;
  }) as typeof stream.write;
}

const abandons = new Map<number, AbortController>();
const [file = ''] = process.argv.slice(2);
try {
  const algorithms = await loadAlgorithms(file);
  const reader = new FrameReader<ToFunctions>(() => Number.MAX_SAFE_INTEGER);
  channel.on('data', (chunk: Buffer) => reader.push(chunk).forEach((frame) => take(algorithms, frame)));
  send({ head: { type: 'loaded', algorithms: [...algorithms].map(([name, algorithm]) => describeAlgorithm(name, algorithm)) }, parts: [] });
} catch (error) {
  send({ head: { type: 'refused', message: `${error instanceof UnfitFunction ? file : placeOfLoad(error, file)}: ${messageOf(error)}` }, parts: [] });
}

function take(algorithms: ReadonlyMap<string, AnyAlgorithm>, { head, parts }: Frame<ToFunctions>): void {
  if (head.type === 'abandon') abandons.get(head.id)?.abort(new Error('the run ends'));
  else void answer(algorithms.get(head.function)!, { head, parts });
}

async function answer(algorithm: AnyAlgorithm, { head, parts }: Frame<Extract<ToFunctions, { type: 'call' }>>): Promise<void> {
  const { id, maxPixels, parameters } = head;
  const abandon = new AbortController();
  const log = new CallLog((text) => send({ head: { type: 'log', text }, parts: [] }));
  printed = log;
  abandons.set(id, abandon);
  try {
    const outputs = await algorithm.run(inputsOf(algorithm, head.inputs, parts), parameters as { readonly [name: string]: never }, { signal: abandon.signal, maxPixels, log: (text) => log.log(text) });
    log.end();
    send(resultFrame(id, algorithm, outputs));
  } catch (error) {
    log.end();
    send({ head: { type: 'failed', id, message: messageOf(error), at: error instanceof UnfitFunction ? null : placeOf(error) }, parts: [] });
  } finally {
    abandons.delete(id);
  }
}

function send(frame: Frame<FromFunctions>): void {
  for (const piece of framePieces(frame)) channel.write(piece);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
