// Values of parameters that a caller sets for one run.
import { shownList } from '../../deck/coerce.ts';
import { invalid, listAt, optional, textAt, type InputPath } from '../../input/check.ts';
import type { AlgorithmBook } from '../algorithm-book.ts';
import { DOCUMENT_LIMITS, type DocumentTask, type GraphDocument } from '../graph-document.ts';
import type { GraphPlan } from '../graph-plan.ts';
import type { NodeOverride } from '../graph-spec.ts';
import { openObjectAt } from '../open-object.ts';
import { parameterReading, parameterText } from '../parameter-value.ts';
import { GraphCallFault } from './graph-call-fault.ts';
import { pickedNode } from './node-pick.ts';

/** What overrides are judged against. */
export interface OverrideGround {
  readonly document: GraphDocument;
  readonly plan: GraphPlan;
  readonly book: AlgorithmBook;
}

/** Reads `parameters`: one entry for each node that gets any, by position; of two values for one parameter the later counts. Absent and null are none. */
export function nodeOverridesAt(value: unknown, path: InputPath, ground: OverrideGround): readonly NodeOverride[] {
  const values = new Map<number, Map<string, string>>();
  optional(value, (v) => listAt(v, path, { max: DOCUMENT_LIMITS.parameters, entry: (entry, at) => readEntry(entry, at, { ground, values }) }), []);
  return [...values].filter(([, texts]) => texts.size > 0).sort(([a], [b]) => a - b).map(([node, texts]) => ({ node, values: Object.fromEntries(texts) }));
}

function readEntry(entry: unknown, path: InputPath, { ground, values }: { readonly ground: OverrideGround; readonly values: Map<number, Map<string, string>> }): void {
  const given = openObjectAt(entry, path);
  const node = pickedNode(ground.plan, given, path);
  const texts = values.get(node.index) ?? new Map<string, string>();
  values.set(node.index, texts);
  const at = [...path, 'parameters'];
  const members = Object.entries(openObjectAt(given['parameters'] ?? {}, at));
  if (members.length > DOCUMENT_LIMITS.parameters) invalid(at, `must have at most ${DOCUMENT_LIMITS.parameters} entries, has ${members.length}`);
  for (const [name, value] of members) texts.set(name, overrideAt(name, value, { task: ground.document.tasks[node.index]!, book: ground.book, path: [...at, name] }));
}

function overrideAt(name: string, value: unknown, { task, book, path }: { readonly task: DocumentTask; readonly book: AlgorithmBook; readonly path: InputPath }): string {
  const { name: algorithm, parameters } = task.task_data;
  if (!parameters.some((parameter) => parameter.name === name)) {
    throw new GraphCallFault(path, `the task ${algorithm} has no such parameter; it has ${parameters.length === 0 ? 'none' : shownList(parameters.map((one) => one.name))}`, 'not_found');
  }
  const text = parameterText(value);
  if (text === null) invalid(path, 'must be a text, a number, true or false');
  const written = textAt(text, path, { max: DOCUMENT_LIMITS.text });
  // An algorithm whose runners were never met by this database is judged by the runner that has it.
  const parameter = book.get(algorithm)?.parameters.find((one) => one.name === name);
  const reading = parameter && parameterReading(parameter, written);
  return reading && 'fault' in reading ? invalid(path, reading.fault) : written;
}
