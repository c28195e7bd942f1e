// Editing a task.
import { Field, ID, InputType } from 'type-graphql';
import type { TaskType } from '../../../../domain/task/task-type.ts';
import { TaskActionInput } from '../command/task-action.input.ts';
import { TaskTypeEnum } from '../task.enum.ts';
import { TaskParameterInput } from './task-parameter.type.ts';

/** Which task, and what to change; what is absent stays. */
@InputType('EditTaskInput', { description: 'Which task to edit, and what to change; what is absent or null stays.' })
export class EditTaskInput extends TaskActionInput {
  @Field(() => String, { nullable: true, description: 'Its name, 1 to 1,000 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What is said about it, at most 1,000,000 characters.' })
  comment?: string | null;

  @Field(() => [String], { nullable: true, description: 'Its tags, at most 100 of at most 100 characters, in the place of those it has.' })
  tags?: string[] | null;

  @Field(() => TaskTypeEnum, { nullable: true, description: 'What kind of experiment it is.' })
  type?: TaskType | null;

  @Field(() => ID, { nullable: true, description: 'The task that it belongs to for its people.' })
  parentId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The project to move it to; a task of a run stays with that.' })
  projectId?: string | null;

  @Field(() => [TaskParameterInput], { nullable: true, description: 'Its hyperparameters, at most 20,000, in the place of all that it has.' })
  hyperparameters?: TaskParameterInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Also when the task is not created any more. Its name, its comment, its tags, its type, its parent and its project need no force.' })
  force?: boolean | null;
}
