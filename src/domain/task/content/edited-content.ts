// What a task is made of after a change.
import type { CommandSpec } from '../spec.ts';
import type { TaskDoc } from '../task-doc.ts';
import type { ContentPatch } from './content-patch.ts';
import { overlaid } from './content-reading.ts';
import { withDockerCommand, withLegacyParameters, withModelDescription } from './legacy-content.ts';
import { scriptOfSpec } from './spec-of-script.ts';

/** The document after the change; `command` is what the task executes, for a script that was never written down as one. */
export function editedDoc(doc: TaskDoc, patch: ContentPatch, command: CommandSpec | null): TaskDoc {
  const spelledOut = command !== null && doc.script === null && patch.script !== undefined;
  const script = spelledOut ? scriptOfSpec(command) : (doc.script ?? {});
  const hyperparams = patch.hyperparams ?? doc.hyperparams;
  const configuration = patch.configuration ?? doc.configuration;
  const container = patch.container ?? (spelledOut && Object.keys(doc.container).length === 0 ? (command.container ?? {}) : doc.container);
  return {
    taskId: doc.taskId,
    comment: patch.comment ?? doc.comment,
    script: patch.script === undefined ? doc.script : overlaid(script, patch.script),
    execution: patch.execution === undefined ? doc.execution : overlaid(doc.execution, patch.execution),
    output: patch.output === undefined ? doc.output : overlaid(doc.output, patch.output),
    hyperparams: patch.legacyParameters === undefined ? hyperparams : withLegacyParameters(hyperparams, patch.legacyParameters),
    configuration: patch.legacyModelDescription === undefined ? configuration : withModelDescription(configuration, patch.legacyModelDescription),
    runtime: patch.runtime ?? doc.runtime,
    container: patch.dockerCommand === undefined ? container : withDockerCommand(container, patch.dockerCommand),
  };
}

const DOC_MEMBERS: readonly (keyof ContentPatch)[] = [
  'comment', 'script', 'execution', 'output', 'hyperparams', 'configuration', 'runtime', 'container', 'legacyParameters', 'legacyModelDescription', 'dockerCommand',
];

/** Whether the change concerns the document at all. */
export function touchesDoc(patch: ContentPatch): boolean {
  return DOC_MEMBERS.some((member) => patch[member] !== undefined);
}

/** Whether the change concerns what the command of the task is made of. */
export function touchesSpec(patch: ContentPatch): boolean {
  return patch.script !== undefined || patch.container !== undefined || patch.dockerCommand !== undefined;
}

/** What people write about a task, and where it stands for them: nothing of what runs. */
const DESCRIPTION: ReadonlySet<keyof ContentPatch> = new Set(['name', 'tags', 'systemTags', 'comment', 'projectId', 'statusMessage']);

/** Whether the change is a sign of life of the run, and not of its description alone: what went wrong in the end is a word about it, too. */
export function isOfRun(patch: ContentPatch): boolean {
  return partsOf(patch).some((member) => !DESCRIPTION.has(member) && !(member === 'output' && Object.keys(patch.output!).every((field) => field === 'error')));
}

/** The members that are given. */
export function partsOf(patch: ContentPatch): readonly (keyof ContentPatch)[] {
  return (Object.keys(patch) as (keyof ContentPatch)[]).filter((member) => patch[member] !== undefined);
}
