// Reading definitions of workflows that come from outside: the first fault thrown, or all of them listed.
import { MAX_WORKFLOW_TASKS, type TaskTemplate, type WorkflowDefinition } from '../run/definition.ts';
import { graphFaults } from '../run/graph.ts';
import { listingReading } from '../steps/steps-reading.ts';
import type { ValidationFault } from '../steps/validation.ts';
import type { TaskSpec } from '../task/spec.ts';
import { invalid, listAt, objectAt, optional, textAt, type InputPath } from './check.ts';
import { SPEC_LIMITS } from './spec-limits.ts';
import { nameAt, present, retryAt, specAt } from './spec-input.ts';

/** Node names of definitions. */
export const NODE_NAME = /^[A-Za-z0-9_.-]{1,100}$/;
/** Most characters of JSON of a definition. */
export const MAX_DEFINITION = SPEC_LIMITS.total * 4;

const TEMPLATE_KEYS = ['node', 'name', 'spec', 'retry', 'needs', 'queue'];

/** A whole definition: shapes first, then its graph. Throws INVALID with the place of the first fault. */
export function definitionAt(value: unknown, path: InputPath): WorkflowDefinition {
  const tasks = tasksAt(value, path, templateAt);
  const definition = { tasks };
  const fault = graphFaults(definition)[0];
  if (fault) invalid([...path, ...fault.path], fault.message);
  requireSize(definition, path);
  return definition;
}

/** A task of a definition as far as it could be read: null for a part with a fault. `sound` when all of the spec could be read. */
export interface ReadTemplate {
  readonly head: TemplateHead | null;
  readonly spec: TaskSpec | null;
  readonly sound: boolean;
}

/** A template without its spec. */
export type TemplateHead = Omit<TaskTemplate, 'spec'>;

/** Reads a definition and lists every fault; gives what could be read, one entry for each task. */
export function readDefinition(value: unknown, path: InputPath, faults: ValidationFault[]): readonly ReadTemplate[] {
  const guard = <T>(read: () => T): T | null => listingReading(faults).guard(read, null);
  const entry = (one: unknown, at: InputPath): ReadTemplate => {
    const given = guard(() => objectAt(one, at, TEMPLATE_KEYS));
    if (given === null) return { head: null, spec: null, sound: false };
    const before = faults.length;
    const spec = guard(() => specAt(given['spec'], [...at, 'spec'], listingReading(faults)));
    return { spec, sound: faults.length === before, head: guard(() => headAt(given, at)) };
  };
  const tasks = guard(() => tasksAt(value, path, entry)) ?? [];
  const whole = tasks.flatMap(({ head, spec }) => (head && spec ? [{ ...head, spec }] : []));
  // Without all of its nodes every need of a graph would seem to be a fault.
  if (whole.length === tasks.length) for (const fault of graphFaults({ tasks: whole })) guard(() => invalid([...path, ...fault.path], fault.message));
  guard(() => requireSize({ tasks: whole }, path));
  return tasks;
}

function tasksAt<T>(value: unknown, path: InputPath, entry: (value: unknown, path: InputPath) => T): readonly T[] {
  const given = objectAt(value, path, ['tasks']);
  const tasks = listAt(given['tasks'], [...path, 'tasks'], { max: MAX_WORKFLOW_TASKS, entry });
  if (tasks.length === 0) invalid([...path, 'tasks'], 'must have at least one task');
  return tasks;
}

function requireSize(definition: WorkflowDefinition, path: InputPath): void {
  if (JSON.stringify(definition).length > MAX_DEFINITION) invalid(path, `is larger than ${MAX_DEFINITION} characters of JSON`);
}

function templateAt(value: unknown, path: InputPath): TaskTemplate {
  const given = objectAt(value, path, TEMPLATE_KEYS);
  return { ...headAt(given, path), spec: specAt(given['spec'], [...path, 'spec']) };
}

function headAt(given: { readonly [key: string]: unknown }, path: InputPath): TemplateHead {
  const node = textAt(given['node'], [...path, 'node'], { max: 100, pattern: NODE_NAME, form: 'made of letters, digits, _ . -' });
  return {
    node,
    ...present('name', given['name'], (v) => nameAt(v, [...path, 'name'])),
    ...present('retry', given['retry'], (v) => retryAt(v, [...path, 'retry'])),
    // Naming a need twice means no more than once.
    needs: [...new Set(optional(given['needs'], (v) => listAt(v, [...path, 'needs'], { max: MAX_WORKFLOW_TASKS, entry: needAt }), []))],
    ...present('queue', given['queue'], (v) => nameAt(v, [...path, 'queue'])),
  };
}

function needAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: 100 });
}
