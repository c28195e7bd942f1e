// Specs as clients give them: one field for each kind, exactly one of them set.
import { Field, InputType } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';
import { StepsSpecInput } from '../../steps/steps-spec.input.ts';
import { CommandSpecInput } from './command-spec.input.ts';
import { environmentOf } from './environment-variable.input.ts';

/** What a task executes. */
@InputType('TaskSpecInput', { description: 'What a task executes: exactly one of the fields.' })
export class TaskSpecInput {
  @Field(() => CommandSpecInput, { nullable: true, description: 'A program with its arguments.' })
  command?: CommandSpecInput | null;

  @Field(() => StepsSpecInput, { nullable: true, description: 'Work on the instruments of a deck.' })
  steps?: StepsSpecInput | null;
}

/** The spec as the engine checks it. Throws INVALID when not exactly one kind is given. */
export function specOf(input: TaskSpecInput, path: readonly string[]): object {
  const { command, steps } = input;
  if ((command == null) === (steps == null)) throw new DomainError('INVALID', `${path.join('.')}: give the spec of exactly one kind: command or steps`, { path });
  if (steps != null) return { ...steps, kind: 'steps' };
  const { env, ...rest } = command!;
  return { ...rest, kind: 'command', env: environmentOf(env ?? [], [...path, 'env']) };
}
