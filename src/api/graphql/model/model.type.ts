// Models as the API shows them.
import { Field, ObjectType } from 'type-graphql';
import type { JsonObject } from '../../../domain/task/task-doc.ts';
import { NodeInterface } from '../node/node.type.ts';
import { connectionType } from '../page/connection.type.ts';
import { DateTimeScalar, JsonScalar } from '../scalars.ts';

/** What is known of a model; its bytes are at `uri`. */
@ObjectType('Model', { implements: NodeInterface, simpleResolvers: true, description: 'What a task has learnt or begins with: by the address of its file, which may be anywhere.' })
export class ModelType extends NodeInterface {
  @Field(() => String, { description: 'Its name; need not be unique.' })
  name!: string;

  @Field(() => String, { description: 'Address of its file, as it was given; empty while it has none.' })
  uri!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, such as PyTorch.' })
  framework!: string | null;

  @Field(() => Boolean, { description: 'Whether it is published; a draft goes with the task that made it.' })
  ready!: boolean;

  @Field(() => JsonScalar, { description: 'Numbers of its labels, by label.' })
  labels!: JsonObject;

  @Field(() => JsonScalar, { nullable: true, description: 'How it is built, as its maker wrote it down.' })
  design!: JsonObject | null;

  @Field(() => JsonScalar, { description: 'Further facts, each with key, type and value, by key.' })
  metadata!: JsonObject;

  @Field(() => String, { description: 'What people say about it; may be empty.' })
  comment!: string;

  @Field(() => [String], { description: 'Tags of people, at most 100.' })
  tags!: readonly string[];

  @Field(() => [String], { description: 'Tags that programs give and read, such as archived; at most 100.' })
  systemTags!: readonly string[];

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

/** A page of models. */
export const ModelConnection = connectionType('Model', () => ModelType);
