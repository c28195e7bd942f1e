// Finding the node that a caller means: the n-th of its name.
import { shownList, shownValue } from '../../deck/coerce.ts';
import { optional, textAt, type InputPath } from '../../input/check.ts';
import type { GraphPlan, PlannedNode } from '../graph-plan.ts';
import type { OpenObject } from '../open-object.ts';
import { GraphCallFault } from './graph-call-fault.ts';

/** Longest name that is looked for. */
const MAX_NAME = 200;

/** The node that `task_name` and `task_index` (from 0, 0 when absent) of an entry name. */
export function pickedNode(plan: GraphPlan, given: OpenObject, path: InputPath): PlannedNode {
  if (given['task_name'] === undefined || given['task_name'] === null) throw new GraphCallFault([...path, 'task_name'], 'is missing: give the name of a task of the workflow', 'missing');
  const name = textAt(given['task_name'], [...path, 'task_name'], { min: 1, max: MAX_NAME });
  const namesakes = plan.nodes.filter((node) => node.name === name);
  if (namesakes.length === 0) throw new GraphCallFault([...path, 'task_name'], `the workflow has no task ${name}; it has ${shownList([...new Set(plan.nodes.map((node) => node.name))])}`, 'not_found');
  const index = optional(given['task_index'], (v) => wholeAt(v, [...path, 'task_index']), 0);
  const node = namesakes[index];
  if (!node) throw new GraphCallFault([...path, 'task_index'], `the workflow has ${namesakes.length} of the task ${name}, counted from 0; there is no number ${index}`, 'not_found');
  return node;
}

/** A whole number that is not negative; also written as text, as form fields are. */
export function wholeAt(value: unknown, path: InputPath): number {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  throw new GraphCallFault(path, `must be a whole number from 0, is ${typeof value === 'object' && value !== null ? 'an object' : shownValue(value as string)}`, 'value_error');
}
