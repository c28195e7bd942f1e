// Naming what waits in a queue.
import { displayNameAt } from '../../domain/queue/queue-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { setItemName } from '../../store/write/queue-item.store.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { itemGone, lockItemAlone } from './line-lock.ts';
import { tellOfItem } from './place-items.ts';

/** The item and its new name; null = that of its task. */
export interface RenameQueueItemInput {
  readonly itemId: string;
  readonly displayName: string | null;
}

/** Names an item in its queue; the name of its task stays. Errors: INVALID, NOT_FOUND (what is no id); refused NOT_QUEUED when it has left. */
export async function renameQueueItem(engine: Engine, context: CommandContext, input: RenameQueueItemInput): Promise<CommandOutcome> {
  const displayName = displayNameAt(input.displayName, ['displayName']);
  return runCommand(engine, context, {
    op: 'renameQueueItem',
    input,
    body: async (work) => {
      const item = await lockItemAlone(work, input.itemId);
      if (item === null) return itemGone(input.itemId);
      if (item.displayName === displayName) return noop(item.id, 'ALREADY_SO');
      await setItemName(work.tx, item.id, displayName);
      tellOfItem(work, { ...item, displayName }, 'renamed');
      return accepted(item.id);
    },
  });
}
