// Specs as clients give them: one field for each kind, exactly one of them set.
import { Field, InputType } from 'type-graphql';
import { DomainError } from '../../../../domain/errors.ts';
import { CommandSpecInput } from './command-spec.input.ts';
import { environmentOf } from './environment-variable.input.ts';

/** What a task executes. */
@InputType('TaskSpecInput', { description: 'What a task executes: exactly one of the fields.' })
export class TaskSpecInput {
  @Field(() => CommandSpecInput, { nullable: true, description: 'A program with its arguments. The only kind in this version.' })
  command?: CommandSpecInput | null;
}

/** The spec as the engine checks it. Throws INVALID when no kind is given. */
export function specOf(input: TaskSpecInput, path: readonly string[]): object {
  const { command } = input;
  if (command === null || command === undefined) throw new DomainError('INVALID', `${path.join('.')}: give the spec of one kind, for example command`, { path });
  const { env, ...rest } = command;
  return { ...rest, kind: 'command', env: environmentOf(env ?? [], [...path, 'env']) };
}
