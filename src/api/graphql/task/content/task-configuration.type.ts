// Configurations of tasks.
import { Field, ObjectType } from 'type-graphql';

/** GraphQL `TaskConfiguration`. */
@ObjectType('TaskConfiguration', { simpleResolvers: true, description: 'A text that a task is given by name, such as its settings file.' })
export class TaskConfigurationType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'The text.' })
  value!: string;

  @Field(() => String, { nullable: true, description: 'What kind of text it is, in the words of whoever wrote it.' })
  type?: string | null;

  @Field(() => String, { nullable: true, description: 'What it means.' })
  description?: string | null;
}
