// What the parts of one runner share over all its sessions.
import { PipeStock } from './command/pipe-stock.ts';
import { ServerWatch } from './call/server-watch.ts';
import { SlotCount } from './slot-count.ts';
import type { DispatchClient } from './call/dispatch-client.ts';
import type { Guardian } from './process/guardian.ts';
import type { RunnerOptions } from './runner-options.ts';
import type { WorkRoot } from './work-root.ts';

/** The runner's own parts. */
export interface RunnerContext {
  readonly options: RunnerOptions;
  readonly client: DispatchClient;
  readonly guardian: Guardian;
  readonly workRoot: WorkRoot;
  readonly watch: ServerWatch;
  readonly slots: SlotCount;
  readonly pipes: PipeStock;
}

/** Puts the parts together; those that hold the state of this run start fresh. */
export function runnerContext(parts: Omit<RunnerContext, 'watch' | 'slots' | 'pipes'>): RunnerContext {
  const { options, workRoot } = parts;
  return { ...parts, watch: new ServerWatch(options.log), slots: new SlotCount(options.slots), pipes: new PipeStock(workRoot.pipes) };
}
