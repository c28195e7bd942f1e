// How much work a task is, as the API shows it.
import { Field, Float, ObjectType } from 'type-graphql';
import type { TaskEstimate } from '../../../domain/steps/validation.ts';
import type { SpecKind } from '../../../domain/task/spec.ts';
import { SpecKindEnum } from '../task/task.enum.ts';

/** How much work one task is. */
@ObjectType('TaskEstimate', { simpleResolvers: true, description: 'How much work one task would be.' })
export class TaskEstimateType implements TaskEstimate {
  @Field(() => String, { description: 'Its name within the definition.' })
  node!: string;

  @Field(() => SpecKindEnum, { description: 'The kind of work.' })
  kind!: SpecKind;

  @Field(() => String, { nullable: true, description: 'The deck it uses; null for a command.' })
  deck!: string | null;

  @Field(() => Float, { description: 'Iterations of its main part; 1 for a command.' })
  iterations!: number;

  @Field(() => Float, { description: 'Samples over all iterations; 1 for a command.' })
  samples!: number;

  @Field(() => Float, { description: 'Steps that would be carried out, loops and samples expanded.' })
  steps!: number;

  @Field(() => Float, { description: 'Calls of instruments among them.' })
  calls!: number;

  @Field(() => Float, { description: 'Seconds of the waits that are written down.' })
  waitSeconds!: number;

  @Field(() => Boolean, { description: 'Whether the figures are exact: a loop whose number of turns is not written down counts one turn.' })
  exact!: boolean;
}
