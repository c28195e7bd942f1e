// How long an answer is waited for: until it is done, its caller has hung up, or the server shuts down.
import type { ServerResponse } from 'node:http';

// One for all: the signal of every answer fires in the end, and a reason made for each would cost a look at the stack.
const OVER = new Error('the answer is over, its caller has hung up, or the server shuts down');

/** Fires when the answer need not wait any longer. */
export function waitedFor(res: ServerResponse, draining: AbortSignal): AbortSignal {
  const over = new AbortController();
  const end = (): void => over.abort(OVER);
  // Who hung up even before this will not close again: a listener left for him would stay as long as the process.
  if (draining.aborted || res.destroyed) {
    end();
    return over.signal;
  }
  // By hand and not with AbortSignal.any: the draining signal lives as long as the process and must not collect one listener per call.
  draining.addEventListener('abort', end);
  res.once('close', () => {
    draining.removeEventListener('abort', end);
    end();
  });
  return over.signal;
}
