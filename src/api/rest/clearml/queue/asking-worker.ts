// Under which name a call works at tasks.
import type { ClearmlContext } from '../clearml-context.ts';

/** Longest name of a worker that is kept. */
const MAX_WORKER_NAME = 255;

/** The worker of a call: what its header says, which agents fill with the name of their machine; else the network address it came from. */
export function askingWorker({ worker, address }: Pick<ClearmlContext, 'worker' | 'address'>): { readonly name: string } {
  const name = (worker ?? address ?? '').replaceAll(/\p{Cc}/gu, '').slice(0, MAX_WORKER_NAME).toWellFormed();
  return { name: name === '' ? 'unknown' : name };
}
