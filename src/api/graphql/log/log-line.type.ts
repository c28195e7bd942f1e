// Output lines as the API shows them.
import { Field, Int, ObjectType } from 'type-graphql';
import type { LogSource } from '../../../domain/attempt/log-line.ts';
import { BigIntScalar, DateTimeScalar } from '../scalars.ts';
import { LogSourceEnum } from './log.enum.ts';

/** One line of a task's output. */
@ObjectType('LogLine', { simpleResolvers: true, description: 'One line of the output of a task.' })
export class LogLineType {
  @Field(() => Int, { description: 'The generation of the task that wrote it.' })
  generation!: number;

  @Field(() => BigIntScalar, { name: 'number', simple: false, description: 'Its number within the generation, from 1.' })
  n!: number;

  @Field(() => DateTimeScalar, { description: 'When it was written, by the clock of the runner.' })
  at!: Date;

  @Field(() => Int, { name: 'attemptNumber', simple: false, description: 'The attempt that wrote it.' })
  attemptNo!: number;

  @Field(() => LogSourceEnum, { description: 'Who wrote it.' })
  source!: LogSource;

  @Field(() => String, { description: 'The text, without the line break; longer lines than the runner carries are cut and marked.' })
  message!: string;
}
