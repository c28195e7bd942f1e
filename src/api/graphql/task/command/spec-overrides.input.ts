// What is to be otherwise in the spec of a task.
import { Field, InputType } from 'type-graphql';
import type { SpecOverrides } from '../../../../engine/task/spec-override.ts';
import { SampleSourceInput } from '../../steps/sample-source.input.ts';
import { EnvironmentVariableInput, environmentOf } from '../spec/environment-variable.input.ts';

/** Changes of a spec. */
@InputType('SpecOverridesInput', { description: 'What is to be otherwise in the spec of a task.' })
export class SpecOverridesInput {
  @Field(() => [String], { nullable: true, description: 'Of a command: arguments instead of its own.' })
  args?: string[] | null;

  @Field(() => [EnvironmentVariableInput], { nullable: true, description: 'Of a command: variables to set over its own.' })
  env?: EnvironmentVariableInput[] | null;

  @Field(() => SampleSourceInput, { nullable: true, description: 'Of a steps task: samples instead of its own.' })
  samples?: SampleSourceInput | null;
}

/** The changes as the engine checks them; `path` leads to them. */
export function overridesOf({ args, env, samples }: SpecOverridesInput, path: readonly string[]): SpecOverrides {
  return { args: args ?? undefined, env: env ? environmentOf(env, [...path, 'env']) : undefined, samples: samples ?? undefined };
}
