// A claimed attempt whose work is a command.
import type { ClaimedAttempt } from '../../domain/dispatch/protocol.ts';
import type { CommandSpec } from '../../domain/task/spec.ts';

/** An attempt for the executor of commands; which executor an attempt is for is decided once, where it starts. */
export interface ClaimedCommand extends ClaimedAttempt {
  readonly spec: CommandSpec;
}
