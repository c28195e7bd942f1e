// Environment variables as the API shows them.
import { Field, ObjectType } from 'type-graphql';

/** One variable of a program's environment. */
@ObjectType('EnvironmentVariable', { simpleResolvers: true, description: 'One variable of the environment of a program.' })
export class EnvironmentVariableType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Its value. Values are shown to everybody who may see the task: keep secrets elsewhere.' })
  value!: string;
}
