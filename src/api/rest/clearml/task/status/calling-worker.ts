// The name under which a caller works: that of its machine, as it tells it.
import type { OutsideWorker } from '../../../../../engine/external/outside-worker.ts';
import { MAX_NAME } from '../../../../../domain/input/spec-input.ts';
import type { ClearmlContext } from '../../clearml-context.ts';

/** The header is the same for an agent, for what it starts, and for a program on that machine; without it the address stands for the machine. */
export function callingWorker({ worker, address }: Pick<ClearmlContext, 'worker' | 'address'>): OutsideWorker {
  const name = (worker ?? '').replaceAll(/\p{Cc}/gu, ' ').trim().slice(0, MAX_NAME).toWellFormed();
  return { name: name === '' ? (address ?? 'unnamed') : name };
}
