// Reading a workflow document from outside: every fault with its place, or the document made complete.
import { jsonFault } from '../input/json-fault.ts';
import { invalid, type InputPath } from '../input/check.ts';
import type { ValidationFault } from '../steps/validation.ts';
import type { AlgorithmBook } from './algorithm-book.ts';
import type { AlgorithmDescription } from './algorithm.ts';
import { connectionFaults } from './document/connection-faults.ts';
import { documentDraft, type DraftDocument, type DraftTask } from './document/document-draft.ts';
import type { FaultList } from './document/gathered-faults.ts';
import { taskFaults } from './document/task-faults.ts';
import { DOCUMENT_LIMITS, type DocumentTask, type GraphDocument } from './graph-document.ts';
import { writtenType } from './io-type.ts';

/** Most faults that the message of one refusal names. */
export const MAX_FAULTS_TOLD = 10;

/** The faults of a document, with paths from the document down; empty when it can be deployed. At most `MAX_VALIDATION_FAULTS`. */
export function documentFaults(value: unknown, book: AlgorithmBook): readonly ValidationFault[] {
  const read = readDocument(value, book);
  return 'faults' in read ? read.faults : [];
}

/**
 * The document, complete: every task lists all parameters of its algorithm in the algorithm's order, each with its value here or its default, and the
 * algorithm's inputs and outputs, whatever an old file says of them. Unknown members are left out; a `url` is kept and never followed. Otherwise INVALID
 * at the first fault, with a message that names up to `MAX_FAULTS_TOLD` of them.
 */
export function documentAt(value: unknown, path: InputPath, book: AlgorithmBook): GraphDocument {
  const read = readDocument(value, book);
  return 'document' in read ? read.document : refuse(read.faults, path);
}

function readDocument(value: unknown, book: AlgorithmBook): { readonly document: GraphDocument } | { readonly faults: readonly ValidationFault[] } {
  const broken = jsonFault(value);
  if (broken) return { faults: [broken] };
  const large = sized(value);
  if (large) return large;
  const faults: FaultList = [];
  const draft = documentDraft(value, faults);
  if (draft === null) return { faults };
  taskFaults(draft, book, faults);
  connectionFaults(draft, book, faults);
  if (faults.length > 0) return { faults };
  const document = completed(draft, book);
  // What was left to its default may make it much longer than what was given.
  return sized(document) ?? { document };
}

function sized(value: unknown): { readonly faults: readonly ValidationFault[] } | null {
  const size = JSON.stringify(value)?.length ?? 0;
  return size > DOCUMENT_LIMITS.json ? { faults: [{ path: [], message: `is ${size} characters of JSON with all its parameters, at most ${DOCUMENT_LIMITS.json} can be kept; split it into several workflows` }] } : null;
}

function completed({ api, metadata, tasks, ...rest }: DraftDocument, book: AlgorithmBook): GraphDocument {
  return { ...(api && { api }), metadata, tasks: tasks.map((task) => completedTask(task, book.get(task.name)!)), ...rest };
}

function completedTask({ task_id, name, parameters, language, url }: DraftTask, algorithm: AlgorithmDescription): DocumentTask {
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter.value]));
  return {
    task_id,
    task_data: {
      name,
      parameters: algorithm.parameters.map((parameter) => ({ name: parameter.name, value: given.get(parameter.name) ?? parameter.default })),
      inputs: algorithm.inputs.map(({ type }) => ({ name: writtenType(type) })),
      outputs: algorithm.outputs.map(({ type }) => ({ name: writtenType(type) })),
      ...(language !== undefined && { language }),
      ...(url !== undefined && { url }),
    },
  };
}

function refuse(faults: readonly ValidationFault[], path: InputPath): never {
  const [first, ...others] = faults;
  const told = others.slice(0, MAX_FAULTS_TOLD - 1).map((fault) => `; ${[...path, ...fault.path].join('.') || 'input'}: ${fault.message}`);
  const more = others.length > told.length ? `; and ${others.length - told.length} more faults` : '';
  return invalid([...path, ...first!.path], first!.message + told.join('') + more);
}
