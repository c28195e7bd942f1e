// What the processes of decks are started with.
import type { VariableSource } from '../command/child-environment.ts';
import type { Guardian } from '../process/guardian.ts';
import type { RunnerLog } from '../runner-options.ts';

/** Parts of the runner that decks need. */
export interface DeckTools {
  readonly guardian: Guardian;
  readonly log: RunnerLog;
  /** The runner's environment; decks get an allow-listed base of it. */
  readonly environment: VariableSource;
  /**
   * Directory of the runner's live attempts. Each deck process has an entry there under its mark, so that a runner which starts
   * after runner and guardian were killed together finds it and ends it.
   */
  readonly attempts: string;
}
