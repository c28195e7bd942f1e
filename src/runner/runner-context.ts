// What the parts of one runner share over all its sessions.
import { ServerWatch } from './server-watch.ts';
import { SlotCount } from './slot-count.ts';
import type { DispatchClient } from './dispatch-client.ts';
import type { Guardian } from './guardian.ts';
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
}

/** Puts the parts together; watch and slots start fresh. */
export function runnerContext(parts: Omit<RunnerContext, 'watch' | 'slots'>): RunnerContext {
  return { ...parts, watch: new ServerWatch(parts.options.log), slots: new SlotCount(parts.options.slots) };
}
