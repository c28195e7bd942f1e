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

  @Field(() => DateTimeScalar, { description: 'When it was written, by the clock of whoever wrote it.' })
  at!: Date;

  @Field(() => Int, { name: 'attemptNumber', simple: false, description: 'The attempt that wrote it.' })
  attemptNo!: number;

  @Field(() => LogSourceEnum, { description: 'Who wrote it.' })
  source!: LogSource;

  @Field(() => String, { description: 'The text. Of a runner of ours it is one line without its break, cut and marked when it is longer than the runner carries; of an outside worker it is a message as it was sent, which may have several lines, up to 1,048,576 characters.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'How grave it is, in the word of the outside worker that sent it, such as INFO; null when nobody said.' })
  level!: string | null;

  @Field(() => String, { nullable: true, description: 'The name of the outside worker that sent it; null for output of our own runners.' })
  worker!: string | null;
}
