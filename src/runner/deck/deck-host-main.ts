// The process of one deck: loads its module, carries out its calls one by one, and ends with its runner.
import { STEP_RECORD_LIMITS } from '../../domain/steps/step-record.ts';
import { CallLog } from './call-log.ts';
import { carryOutCall } from './carry-out-call.ts';
import { placeOf } from './code-place.ts';
import type { FromDeck, ToDeck } from './deck-message.ts';
import { loadDeck, type LoadedDeck } from './deck-module.ts';

// A signal to everything (a service being stopped, a terminal closing) must not take the devices away from a runner that drains.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
// The runner is gone: whatever a method still does, nobody asked for it any more.
process.on('disconnect', () => process.exit(0));

const abandons = new Map<number, AbortController>();
let opened: Promise<void> | null = null;

const [file = ''] = process.argv.slice(2);
const deck = await loadDeck(file).catch((error: unknown) => {
  send({ type: 'refused', message: messageOf(error) });
  return null;
});
if (deck) {
  process.on('message', (message) => take(deck, message as ToDeck));
  send({ type: 'loaded', description: deck.description });
}

function take(loaded: LoadedDeck, message: ToDeck): void {
  if (message.type === 'call') void answer(loaded, message);
  else if (message.type === 'abandon') abandons.get(message.id)?.abort(new Error('the call was abandoned'));
  else void close(loaded);
}

async function answer(loaded: LoadedDeck, call: ToDeck & { readonly type: 'call' }): Promise<void> {
  const { id } = call;
  const abandon = new AbortController();
  const log = new CallLog((text) => send({ type: 'log', id, text }));
  abandons.set(id, abandon);
  try {
    await open(loaded);
    const value = await carryOutCall(loaded, call, { signal: abandon.signal, log: (text) => log.log(text) });
    log.end();
    send({ type: 'result', id, value });
  } catch (error) {
    log.end();
    send({ type: 'failed', id, message: messageOf(error), at: placeOf(error) });
  } finally {
    abandons.delete(id);
  }
}

// At the first call, not at the start: a device that is off fails one step, which can be tried again, and no runner.
async function open(loaded: LoadedDeck): Promise<void> {
  opened ??= Promise.resolve().then(() => loaded.definition.open?.());
  try {
    await opened;
  } catch (error) {
    opened = null;
    throw new Error(`the deck could not be opened: ${messageOf(error)}`, { cause: error });
  }
}

async function close(loaded: LoadedDeck): Promise<void> {
  try {
    if (opened) await loaded.definition.close?.();
  } catch (error) {
    process.stderr.write(`the deck could not be closed: ${messageOf(error)}\n`);
  }
  process.exit(0);
}

function send(message: FromDeck): void {
  // Without a channel the runner is gone, and this process goes with the event of it.
  if (process.connected) process.send?.(message);
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.slice(0, STEP_RECORD_LIMITS.error).replaceAll('\0', '\ufffd').toWellFormed();
}
