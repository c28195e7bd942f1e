// Command specs as the API shows them.
import { Field, Float, ObjectType } from 'type-graphql';
import type { CommandSpec } from '../../../../domain/task/spec.ts';
import { JsonScalar } from '../../scalars.ts';
import { EnvironmentVariableType } from './environment-variable.type.ts';

/** A program with its arguments. */
@ObjectType('CommandSpec', { simpleResolvers: true, description: 'A program with its arguments, never a shell line.' })
export class CommandSpecType {
  /** Tells the members of the union apart; not a field. */
  kind!: CommandSpec['kind'];

  @Field(() => String, { description: 'The program: a name looked up in PATH, or a path.' })
  binary!: string;

  @Field(() => String, { nullable: true, description: 'Script or module given to the program before `args`, relative to the working directory.' })
  entryPoint?: string;

  @Field(() => [String], { description: 'Its arguments.' })
  args!: readonly string[];

  @Field(() => String, { nullable: true, description: 'Directory to run in, relative to the checkout, or to the own empty directory of the attempt.' })
  workingDir?: string;

  @Field(() => String, { nullable: true, description: 'Git repository to check out.' })
  repository?: string;

  @Field(() => String, { nullable: true, description: 'Branch to check out.' })
  branch?: string;

  @Field(() => String, { nullable: true, description: 'Tag to check out.' })
  tag?: string;

  @Field(() => String, { nullable: true, description: 'Commit to check out.' })
  commit?: string;

  @Field(() => String, { nullable: true, description: 'Unified diff applied onto the checkout; without a repository the program itself, which is written into the file that entryPoint names.' })
  diff?: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Packages it needs, by package manager.' })
  requirements?: CommandSpec['requirements'];

  env!: CommandSpec['env'];

  @Field(() => [EnvironmentVariableType], { name: 'env', description: 'Variables added to its environment.' })
  variables(): EnvironmentVariableType[] {
    return Object.entries(this.env).map(([name, value]) => ({ name, value }));
  }

  @Field(() => JsonScalar, { nullable: true, description: 'Container to run in, as the runner understands it.' })
  container?: CommandSpec['container'];

  @Field(() => Float, { nullable: true, description: 'Longest running time in seconds; the attempt then fails TIMED_OUT. No limit when null.' })
  timeoutSeconds?: number;

  @Field(() => Float, { nullable: true, description: 'Seconds between TERM and KILL when it is ended; the default of the runner when null.' })
  graceSeconds?: number;
}
