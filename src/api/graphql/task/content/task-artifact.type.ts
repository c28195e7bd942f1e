// Artifacts of tasks.
import { Field, ObjectType } from 'type-graphql';
import { ARTIFACT_MODES, type ArtifactMode } from '../../../../domain/task/content/artifact.ts';
import { BigIntScalar } from '../../scalars.ts';
import { stringEnum } from '../../string-enum.ts';

/** Which way an artifact goes. */
export const ArtifactModeEnum = stringEnum('ArtifactMode', ARTIFACT_MODES, {
  description: 'Which way an artifact goes.',
  values: { input: 'The task reads it; it stays when the task is reset.', output: 'The task makes it; it goes when the task is reset.' },
});

/** GraphQL `TaskArtifact`. */
@ObjectType('TaskArtifact', { simpleResolvers: true, description: 'Something that a task reads or makes, told by where it is.' })
export class TaskArtifactType {
  @Field(() => String, { description: 'Its name among those of its mode.' })
  key!: string;

  @Field(() => ArtifactModeEnum, { description: 'Which way it goes.' })
  mode!: ArtifactMode;

  @Field(() => String, { description: 'What it is, in the words of whoever put it.' })
  type!: string;

  @Field(() => String, { nullable: true, description: 'Where it is.' })
  uri!: string | null;

  @Field(() => BigIntScalar, { nullable: true, description: 'Its size, bytes.' })
  contentSize!: number | null;

  @Field(() => String, { nullable: true, description: 'Hash of its content.' })
  hash!: string | null;
}
