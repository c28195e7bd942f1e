// Faults of the tasks of a document: their algorithms, their parameters, and what the document exposes of them.
import { shownList } from '../../deck/coerce.ts';
import type { AlgorithmBook } from '../algorithm-book.ts';
import type { AlgorithmDescription } from '../algorithm.ts';
import { parameterReading } from '../parameter-value.ts';
import type { DraftDocument, DraftTask } from './document-draft.ts';
import { addFault, type FaultList } from './gathered-faults.ts';

/** Puts the faults of all tasks on the list, and those of what is exposed. */
export function taskFaults(draft: DraftDocument, book: AlgorithmBook, faults: FaultList): void {
  if (draft.tasks.length === 0) addFault(faults, ['tasks'], 'must have at least one task');
  for (const [i, task] of draft.tasks.entries()) {
    const path = ['tasks', String(i)];
    if (task.task_id !== i) addFault(faults, [...path, 'task_id'], `must be ${i}, its position, is ${task.task_id}; number the tasks 0, 1, 2, … in their order`);
    const algorithm = book.get(task.name);
    if (algorithm) parameterFaults(task, algorithm, { path: [...path, 'task_data', 'parameters'], faults });
    else addFault(faults, [...path, 'task_data', 'name'], `there is no algorithm ${task.name}; ${known(book)}`);
  }
  exposedFaults(draft, book, faults);
}

interface Place {
  readonly path: readonly string[];
  readonly faults: FaultList;
}

function parameterFaults(task: DraftTask, algorithm: AlgorithmDescription, { path, faults }: Place): void {
  const seen = new Set<string>();
  for (const [i, { name, value }] of task.parameters.entries()) {
    const parameter = algorithm.parameters.find((one) => one.name === name);
    if (!parameter) {
      addFault(faults, [...path, String(i), 'name'], `${algorithm.name} has no parameter ${name}; it has ${listOrNone(algorithm.parameters)}`);
      continue;
    }
    if (seen.has(name)) addFault(faults, [...path, String(i), 'name'], `the parameter ${name} is given twice; leave one out`);
    seen.add(name);
    const reading = parameterReading(parameter, value);
    if ('fault' in reading) addFault(faults, [...path, String(i), 'value'], `${name} ${reading.fault}`);
  }
}

function exposedFaults(draft: DraftDocument, book: AlgorithmBook, faults: FaultList): void {
  for (const [i, exposed] of (draft.exposed_outputs ?? []).entries()) {
    const at = (key: string) => ['exposed_outputs', String(i), key];
    const algorithm = algorithmOf(draft, book, exposed.task_id);
    if (algorithm === null) addFault(faults, at('task_id'), noTask(draft, exposed.task_id));
    else if (algorithm && exposed.task_output_index >= algorithm.outputs.length) addFault(faults, at('task_output_index'), `${algorithm.name} has no output ${exposed.task_output_index}; it has ${algorithm.outputs.length}, counted from 0`);
  }
  for (const [i, exposed] of (draft.exposed_parameters ?? []).entries()) {
    const at = (key: string) => ['exposed_parameters', String(i), key];
    const algorithm = algorithmOf(draft, book, exposed.task_id);
    if (algorithm === null) addFault(faults, at('task_id'), noTask(draft, exposed.task_id));
    else if (algorithm && !algorithm.parameters.some(({ name }) => name === exposed.task_param_name)) addFault(faults, at('task_param_name'), `${algorithm.name} has no parameter ${exposed.task_param_name}; it has ${listOrNone(algorithm.parameters)}`);
  }
}

/** The algorithm of a task, null when there is no such task, undefined when there is no such algorithm, which is told elsewhere. */
export function algorithmOf(draft: DraftDocument, book: AlgorithmBook, task: number): AlgorithmDescription | null | undefined {
  const there = draft.tasks[task];
  return there === undefined ? null : book.get(there.name);
}

/** What is said of a task that is not there. */
export function noTask(draft: DraftDocument, task: number): string {
  return `there is no task ${task}; the document has ${draft.tasks.length}, counted from 0`;
}

function known(book: AlgorithmBook): string {
  return book.size === 0 ? 'no algorithm is known: start a runner that offers it' : `known are ${shownList([...book.keys()])}; one that a runner offers is known once that runner was started`;
}

function listOrNone(named: readonly { readonly name: string }[]): string {
  return named.length === 0 ? 'none' : shownList(named.map(({ name }) => name));
}
