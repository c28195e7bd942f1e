// What tasks execute, as the API shows it: a union, so that other kinds can join.
import { createUnionType } from 'type-graphql';
import type { TaskSpec } from '../../../../domain/task/spec.ts';
import { StepsSpecType } from '../../steps/steps-spec.type.ts';
import { CommandSpecType } from './command-spec.type.ts';
import { GraphSpecType } from './graph-spec.type.ts';

/** The spec of a task. */
export const TaskSpecUnion = createUnionType({
  name: 'TaskSpec',
  description: 'What a task executes. Later versions add members: clients must tolerate unknown ones.',
  types: () => [CommandSpecType, StepsSpecType, GraphSpecType] as const,
  resolveType: taskSpecTypeName,
});

/** Which type shows a spec. */
export function taskSpecTypeName({ kind }: Pick<TaskSpec, 'kind'>): string | undefined {
  return SPEC_TYPES[kind];
}

const SPEC_TYPES: Readonly<Record<TaskSpec['kind'], string>> = { command: 'CommandSpec', steps: 'StepsSpec', graph: 'GraphSpec' };
