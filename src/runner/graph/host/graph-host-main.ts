// The process that carries out graphs, one run after the other: loads the algorithms of this program once, and ends with its runner.
import type { AlgorithmCode, NodeValue } from '../algorithm-code.ts';
import { NodeFailure } from '../algorithm-code.ts';
import { allowOnlyPictures } from '../picture/only-pictures.ts';
import { carryOutGraph } from './carry-out-graph.ts';
import type { GraphJob } from './graph-job.ts';
import type { FromHost, HostMessage, ToHost } from './host-message.ts';

/** Bytes that memory may grow by between two clearings of what is not used any more; one takes some 10 ms. */
export const COLLECT_FROM_BYTES = 64 * 2 ** 20;
/** For how long the news that a node has ended waits for the next thing to tell, ms: mostly that the next one begins, or that the run is over. */
export const END_LATE_MS = 20;

// A signal to everything (a service being stopped, a terminal closing) must not take the work away from a runner that drains.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
// The runner is gone: nobody wants what is still being done.
process.on('disconnect', () => process.exit(0));

interface Waiting {
  readonly give: (values: readonly NodeValue[]) => void;
  readonly refuse: (error: Error) => void;
}

const elsewhere = new Map<number, Waiting>();
let cancel = new AbortController();
let clearedRss = 0;
/** Told with the next message. */
let late: FromHost[] = [];
let lateTimer: NodeJS.Timeout | null = null;

const [codeModule = ''] = process.argv.slice(2);
allowOnlyPictures();
const codes = await load(codeModule).catch((error: unknown) => {
  send({ type: 'unable', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  return null;
});
if (codes) {
  process.on('message', (message) => take(codes, message as ToHost));
  clearedRss = process.memoryUsage.rss();
  send({ type: 'ready', rss: clearedRss });
}

async function load(module: string): Promise<ReadonlyMap<string, AlgorithmCode>> {
  const { BUILT_IN_CODE } = (await import(module)) as { readonly BUILT_IN_CODE: readonly AlgorithmCode[] };
  return new Map(BUILT_IN_CODE.map((code) => [code.description.name, code]));
}

function take(loaded: ReadonlyMap<string, AlgorithmCode>, message: ToHost): void {
  if (message.type === 'run') void run(loaded, message.job);
  else if (message.type === 'cancel') cancel.abort(new Error('the run was ended'));
  else if (message.type === 'given') elsewhere.get(message.node)?.give(message.values);
  else elsewhere.get(message.node)?.refuse(new NodeFailure(message.message));
}

async function run(loaded: ReadonlyMap<string, AlgorithmCode>, job: GraphJob): Promise<void> {
  cancel = new AbortController();
  const { end, rest } = await carryOutGraph(job, {
    codes: loaded,
    signal: cancel.signal,
    begin: (node) => send({ type: 'begin', node }),
    end: (node, outputs) => sendLate({ type: 'end', node, outputs }),
    say: (line) => send({ type: 'say', line }),
    call,
  });
  // All of a run that came to its end is at rest, and says so with it.
  const rss = process.memoryUsage.rss();
  if (end.type === 'done' && !hasGrown(rss)) return send(end, { type: 'idle', rss });
  send(end);
  await rest;
  setImmediate(settle);
}

function hasGrown(rss: number): boolean {
  return rss - clearedRss > COLLECT_FROM_BYTES;
}

/** The run is over and nothing refers to it any more. */
function settle(): void {
  if (hasGrown(process.memoryUsage.rss())) {
    (globalThis as { gc?: () => void }).gc?.();
    clearedRss = process.memoryUsage.rss();
  }
  send({ type: 'idle', rss: process.memoryUsage.rss() });
}

/** Has a node carried out by the runner. */
async function call(node: number, inputs: readonly (NodeValue | null)[], signal: AbortSignal): Promise<readonly NodeValue[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly NodeValue[]>();
  const onAbort = (): void => {
    send({ type: 'drop', node });
    reject(new NodeFailure('nobody wants its result any more'));
  };
  elsewhere.set(node, { give: resolve, refuse: reject });
  signal.addEventListener('abort', onAbort);
  send({ type: 'call', node, inputs });
  try {
    return await promise;
  } finally {
    elsewhere.delete(node);
    signal.removeEventListener('abort', onAbort);
  }
}

function send(...messages: readonly FromHost[]): void {
  const all = [...late, ...messages];
  late = [];
  if (lateTimer) clearTimeout(lateTimer);
  lateTimer = null;
  const message: HostMessage = all.length === 1 ? all[0]! : { type: 'several', all };
  // Without a channel the runner is gone, and this process goes with the event of it.
  if (process.connected) process.send?.(message);
}

function sendLate(message: FromHost): void {
  late.push(message);
  lateTimer ??= setTimeout(() => send(), END_LATE_MS);
}
