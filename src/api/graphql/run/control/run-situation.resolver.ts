// What may be done with a run now.
import { FieldResolver, Resolver, Root } from 'type-graphql';
import { decideRun, RUN_COMMANDS, type RunCommand } from '../../../../domain/run/run-command.ts';
import type { Run } from '../../../../domain/run/run.ts';
import { RunCommandEnum } from '../run.enum.ts';
import { RunType } from '../run.type.ts';

/** `Run.allowedCommands`. */
@Resolver(() => RunType)
export class RunSituationResolver {
  @FieldResolver(() => [RunCommandEnum], { description: 'Commands that it would accept now. Its tasks and their queues may still refuse their part.' })
  allowedCommands(@Root() run: Run): readonly RunCommand[] {
    return RUN_COMMANDS.filter((command) => decideRun(run, command).kind === 'GO');
  }
}
