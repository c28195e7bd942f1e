// Hyperparameters of tasks.
import { Field, InputType, ObjectType } from 'type-graphql';

/** GraphQL `TaskParameter`. */
@ObjectType('TaskParameter', { simpleResolvers: true, description: 'A hyperparameter of a task.' })
export class TaskParameterType {
  @Field(() => String, { description: 'Its section.' })
  section!: string;

  @Field(() => String, { description: 'Its name within the section.' })
  name!: string;

  @Field(() => String, { description: 'Its value, as text.' })
  value!: string;

  @Field(() => String, { nullable: true, description: 'Type of the value in the words of whoever wrote it.' })
  type?: string | null;

  @Field(() => String, { nullable: true, description: 'What it means.' })
  description?: string | null;
}

/** A hyperparameter as it is given. */
@InputType('TaskParameterInput', { description: 'A hyperparameter to put in, in the place of the one of that section and name.' })
export class TaskParameterInput {
  @Field(() => String, { description: 'Its section, 1 to 500 characters.' })
  section!: string;

  @Field(() => String, { description: 'Its name within the section, 1 to 500 characters.' })
  name!: string;

  @Field(() => String, { description: 'Its value, as text.' })
  value!: string;

  @Field(() => String, { nullable: true, description: 'Type of the value.' })
  type?: string | null;

  @Field(() => String, { nullable: true, description: 'What it means.' })
  description?: string | null;
}
