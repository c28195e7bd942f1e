// Faults of the connections of a document: ends that are not there, inputs with two sources or none, types that do not fit, holes, circles.
import type { AlgorithmBook } from '../algorithm-book.ts';
import type { IoType } from '../algorithm.ts';
import { DOCUMENT_LIMITS, ROOT_INPUT, type DocumentConnection } from '../graph-document.ts';
import { commonType, goesInto } from '../io-type.ts';
import { circleOf } from './circle.ts';
import type { DraftDocument } from './document-draft.ts';
import { addFault, type FaultList } from './gathered-faults.ts';
import { algorithmOf, noTask } from './task-faults.ts';

/** Puts the faults of all connections on the list. What hangs on an unknown algorithm is not judged: that algorithm is told of already. */
export function connectionFaults(draft: DraftDocument, book: AlgorithmBook, faults: FaultList): void {
  for (const [i, connection] of draft.connections.entries()) {
    const path = ['connections', String(i)];
    const target = targetType(draft, book, { connection, path, faults });
    const source = sourceType(draft, book, { connection, path, faults });
    if (target && source && !goesInto(source, target)) addFault(faults, path, `output ${connection.source_index} of task ${connection.source_id} is ${source}, which does not go into input ${connection.target_index} of task ${connection.target_id}: that wants ${target}`);
  }
  inputFaults(draft, book, faults);
  rootFaults(draft, book, faults);
  const circle = circleOf(draft.tasks.length, draft.connections);
  if (circle) addFault(faults, ['connections'], `these tasks feed each other in a circle: ${circleTold(draft, circle)}; remove one of these connections`);
}

interface Judged {
  readonly connection: DocumentConnection;
  readonly path: readonly string[];
  readonly faults: FaultList;
}

function targetType(draft: DraftDocument, book: AlgorithmBook, { connection, path, faults }: Judged): IoType | undefined {
  const algorithm = algorithmOf(draft, book, connection.target_id);
  if (algorithm === null) addFault(faults, [...path, 'target_id'], noTask(draft, connection.target_id));
  if (!algorithm) return undefined;
  const port = algorithm.inputs[connection.target_index];
  if (!port) addFault(faults, [...path, 'target_index'], `${algorithm.name} has no input ${connection.target_index}; it has ${algorithm.inputs.length}, counted from 0`);
  return port?.type;
}

function sourceType(draft: DraftDocument, book: AlgorithmBook, { connection, path, faults }: Judged): IoType | undefined {
  if (connection.source_id === ROOT_INPUT) return undefined;
  const algorithm = algorithmOf(draft, book, connection.source_id);
  if (algorithm === null) addFault(faults, [...path, 'source_id'], noTask(draft, connection.source_id));
  if (!algorithm) return undefined;
  const port = algorithm.outputs[connection.source_index];
  if (!port) addFault(faults, [...path, 'source_index'], `${algorithm.name} has no output ${connection.source_index}; it has ${algorithm.outputs.length}, counted from 0`);
  return port?.type;
}

/** Inputs that two connections lead into, and needed ones that none leads into. */
function inputFaults(draft: DraftDocument, book: AlgorithmBook, faults: FaultList): void {
  const fed = new Map<string, number>();
  for (const [i, { target_id: task, target_index: input }] of draft.connections.entries()) {
    const key = `${task} ${input}`;
    const first = fed.get(key);
    if (first === undefined) fed.set(key, i);
    else addFault(faults, ['connections', String(i)], `leads into input ${input} of task ${task}, as connection ${first} does; an input takes one value`);
  }
  for (const [i, task] of draft.tasks.entries()) {
    for (const [input, port] of (book.get(task.name)?.inputs ?? []).entries()) {
      if (port.optional || fed.has(`${i} ${input}`)) continue;
      addFault(faults, ['tasks', String(i)], `${task.name} needs its input ${input} (${port.name}, ${port.type}); connect it to an output, or to an input of the workflow (source_id ${ROOT_INPUT})`);
    }
  }
}

/** Inputs of the workflow must be 0, 1, 2, … without holes, and each must be of a type that goes everywhere it leads. */
function rootFaults(draft: DraftDocument, book: AlgorithmBook, faults: FaultList): void {
  const wanted = new Map<number, { readonly first: number; readonly types: IoType[] }>();
  for (const [i, { source_id: source, source_index: root, target_id: task, target_index: input }] of draft.connections.entries()) {
    if (source !== ROOT_INPUT) continue;
    const entry = wanted.get(root) ?? { first: i, types: [] };
    wanted.set(root, entry);
    const type = draft.tasks[task] && book.get(draft.tasks[task].name)?.inputs[input]?.type;
    if (type) entry.types.push(type);
  }
  const highest = Math.max(-1, ...wanted.keys());
  if (highest >= DOCUMENT_LIMITS.inputs) addFault(faults, ['connections', String(wanted.get(highest)!.first), 'source_index'], `a workflow has at most ${DOCUMENT_LIMITS.inputs} inputs, counted from 0`);
  else for (let root = 0; root < highest; root++) if (!wanted.has(root)) addFault(faults, ['connections'], `input ${root} of the workflow leads nowhere, but input ${highest} is used; number them 0, 1, 2, … without holes`);
  for (const [root, { first, types }] of wanted) {
    if (types.length > 0 && commonType(types) === null) addFault(faults, ['connections', String(first)], `input ${root} of the workflow leads into inputs of types that no value has in common: ${[...new Set(types)].join(', ')}`);
  }
}

/** Most tasks of a circle that a message names. */
const MAX_TASKS_TOLD = 20;

function circleTold(draft: DraftDocument, circle: readonly number[]): string {
  const named = circle.slice(0, MAX_TASKS_TOLD).map((task) => `${task} (${draft.tasks[task]!.name})`);
  const more = circle.length > MAX_TASKS_TOLD ? [`${circle.length - MAX_TASKS_TOLD} more`] : [];
  return [...named, ...more, String(circle[0])].join(' -> ');
}
