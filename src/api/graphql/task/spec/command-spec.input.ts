// Command specs as clients give them.
import { Field, Float, InputType } from 'type-graphql';
import type { CommandSpec } from '../../../../domain/task/spec.ts';
import { JsonScalar } from '../../scalars.ts';
import { EnvironmentVariableInput } from './environment-variable.input.ts';

/** A program with its arguments. */
@InputType('CommandSpecInput', { description: 'A program with its arguments, never a shell line. At most 2,000,000 characters of JSON in all.' })
export class CommandSpecInput {
  @Field(() => String, { description: 'The program: a name looked up in PATH, or a path.' })
  binary!: string;

  @Field(() => String, { nullable: true, description: 'Script or module given to the program before `args`, relative to the working directory.' })
  entryPoint?: string | null;

  @Field(() => [String], { nullable: true, description: 'Its arguments, at most 1,000.' })
  args?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Directory to run in, relative to the checkout, or to the own empty directory of the attempt.' })
  workingDir?: string | null;

  @Field(() => String, { nullable: true, description: 'Git repository to check out.' })
  repository?: string | null;

  @Field(() => String, { nullable: true, description: 'Branch to check out.' })
  branch?: string | null;

  @Field(() => String, { nullable: true, description: 'Tag to check out.' })
  tag?: string | null;

  @Field(() => String, { nullable: true, description: 'Commit to check out: 7 to 64 hex digits.' })
  commit?: string | null;

  @Field(() => String, { nullable: true, description: 'Unified diff to apply onto the checkout; without a repository the program itself, which is written into the file that entryPoint names.' })
  diff?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'Packages it needs, an object by package manager.' })
  requirements?: CommandSpec['requirements'] | null;

  @Field(() => [EnvironmentVariableInput], { nullable: true, description: 'Variables to add to its environment, at most 500. Everybody who may see the task sees them: keep secrets elsewhere.' })
  env?: EnvironmentVariableInput[] | null;

  @Field(() => JsonScalar, { nullable: true, description: 'Container to run in, an object as the runner understands it.' })
  container?: CommandSpec['container'] | null;

  @Field(() => Float, { nullable: true, description: 'Longest running time in seconds; the attempt then fails TIMED_OUT. No limit when absent.' })
  timeoutSeconds?: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds between TERM and KILL when it is ended; the default of the runner when absent.' })
  graceSeconds?: number | null;
}
