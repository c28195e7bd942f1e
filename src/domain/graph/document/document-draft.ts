// The shape of a document as it is read: members of the right kinds within their limits. Whether they make sense together is judged elsewhere.
import { integerAt, invalid, listAt, numberAt, optional, textAt, type InputPath } from '../../input/check.ts';
import { DOCUMENT_LIMITS, ROOT_INPUT, type DocumentConnection, type DocumentParameter, type GraphDocument } from '../graph-document.ts';
import { MAX_GRAPH_VALUES } from '../graph-value.ts';
import { openObjectAt, type OpenObject } from '../open-object.ts';
import { parameterText } from '../parameter-value.ts';
import { gathered, type FaultList } from './gathered-faults.ts';

/** A task as it was given; what its algorithm has is not known yet. */
export interface DraftTask {
  readonly task_id: number;
  readonly name: string;
  readonly parameters: readonly DocumentParameter[];
  readonly language?: number;
  readonly url?: string;
}

/** A document as it was given. */
export interface DraftDocument extends Omit<GraphDocument, 'tasks'> {
  readonly tasks: readonly DraftTask[];
}

/** Reads the shape; every fault goes on the list, and the draft is null when there was one. Members that are not known are left out: other versions of the format have more. */
export function documentDraft(value: unknown, faults: FaultList): DraftDocument | null {
  const given = gathered(faults, () => openObjectAt(value, []));
  if (given === undefined) return null;
  const whole: Whole = { given, faults };
  const draft = {
    ...optionalPart(whole, 'api', (api, path) => ({ version: textAt(openObjectAt(api, path)['version'], [...path, 'version'], { max: SHORT_TEXT }) })),
    metadata: gathered(faults, () => metadataAt(given['metadata'], ['metadata'])),
    tasks: gatheredList(whole, 'tasks', { max: DOCUMENT_LIMITS.tasks, entry: taskAt }),
    connections: gatheredList(whole, 'connections', { max: DOCUMENT_LIMITS.connections, entry: connectionAt }),
    ...optionalPart(whole, 'exposed_parameters', (list, path) => listAt(list, path, { max: DOCUMENT_LIMITS.exposed, entry: exposedParameterAt })),
    ...optionalPart(whole, 'exposed_outputs', (list, path) => listAt(list, path, { max: MAX_GRAPH_VALUES, entry: exposedOutputAt })),
    ...optionalPart(whole, 'hardware_config', hardwareAt),
  };
  // Without a fault every part was read.
  return faults.length > 0 ? null : (draft as DraftDocument);
}

/** Longest names of things and versions. */
const SHORT_TEXT = 200;
/** Greatest index that is a number of this format at all; where it must point is judged later. */
const ANY_INDEX = { min: 0, max: 1_000_000 } as const;

function metadataAt(value: unknown, path: InputPath): GraphDocument['metadata'] {
  const given = openObjectAt(value, path);
  const text = (key: string) => optional(given[key], (v) => textAt(v, [...path, key], { max: DOCUMENT_LIMITS.text }), '');
  return { name: textAt(given['name'], [...path, 'name'], { min: 1, max: SHORT_TEXT }), description: text('description'), keywords: text('keywords') };
}

function taskAt(value: unknown, path: InputPath): DraftTask {
  const task = openObjectAt(value, path);
  const at = [...path, 'task_data'];
  const data = openObjectAt(task['task_data'], at);
  return {
    task_id: integerAt(task['task_id'], [...path, 'task_id'], { min: -1_000_000, max: 1_000_000 }),
    name: textAt(data['name'], [...at, 'name'], { min: 1, max: SHORT_TEXT }),
    parameters: optional(data['parameters'], (v) => listAt(v, [...at, 'parameters'], { max: DOCUMENT_LIMITS.parameters, entry: parameterAt }), []),
    ...part(data, 'language', (v) => integerAt(v, [...at, 'language'], ANY_INDEX)),
    ...part(data, 'url', (v) => textAt(v, [...at, 'url'], { max: DOCUMENT_LIMITS.text })),
  };
}

function parameterAt(value: unknown, path: InputPath): DocumentParameter {
  const given = openObjectAt(value, path);
  const text = parameterText(given['value']);
  if (text === null) invalid([...path, 'value'], 'must be a text');
  return { name: textAt(given['name'], [...path, 'name'], { min: 1, max: SHORT_TEXT }), value: textAt(text, [...path, 'value'], { max: DOCUMENT_LIMITS.text }) };
}

function connectionAt(value: unknown, path: InputPath): DocumentConnection {
  const given = openObjectAt(value, path);
  const index = (key: string, min: number) => integerAt(given[key], [...path, key], { ...ANY_INDEX, min });
  return { source_id: index('source_id', ROOT_INPUT), source_index: index('source_index', 0), target_id: index('target_id', 0), target_index: index('target_index', 0) };
}

function exposedParameterAt(value: unknown, path: InputPath): NonNullable<GraphDocument['exposed_parameters']>[number] {
  const given = openObjectAt(value, path);
  const name = (key: string) => textAt(given[key], [...path, key], { min: 1, max: SHORT_TEXT });
  return { name: name('name'), description: exposedText(given, path), task_id: integerAt(given['task_id'], [...path, 'task_id'], ANY_INDEX), task_param_name: name('task_param_name') };
}

function exposedOutputAt(value: unknown, path: InputPath): NonNullable<GraphDocument['exposed_outputs']>[number] {
  const given = openObjectAt(value, path);
  const index = (key: string) => integerAt(given[key], [...path, key], ANY_INDEX);
  return { description: exposedText(given, path), task_id: index('task_id'), task_output_index: index('task_output_index') };
}

function exposedText(given: OpenObject, path: InputPath): string {
  return optional(given['description'], (v) => textAt(v, [...path, 'description'], { max: DOCUMENT_LIMITS.text }), '');
}

function hardwareAt(value: unknown, path: InputPath): NonNullable<GraphDocument['hardware_config']> {
  const given = openObjectAt(value, path);
  const amount = (key: string) => part(given, key, (v) => numberAt(v, [...path, key], { min: 0, max: 1_000_000 }));
  return { ...amount('min_cpu'), ...amount('min_ram'), ...part(given, 'is_gpu_required', (v) => flagAt(v, [...path, 'is_gpu_required'])), ...amount('min_vram') };
}

function flagAt(value: unknown, path: InputPath): boolean {
  return typeof value === 'boolean' ? value : invalid(path, 'must be true or false');
}

/** A member that may be absent or null. */
function part<K extends string, T>(given: OpenObject, key: K, read: (value: unknown) => T): { readonly [key in K]?: T } {
  const value = given[key];
  return value === undefined || value === null ? {} : ({ [key]: read(value) } as { readonly [key in K]: T });
}

/** The document, and where its faults go. */
interface Whole {
  readonly given: OpenObject;
  readonly faults: FaultList;
}

function optionalPart<K extends string, T>({ given, faults }: Whole, key: K, read: (value: unknown, path: InputPath) => T): { readonly [key in K]?: T | undefined } {
  return gathered(faults, () => part(given, key, (value) => read(value, [key]))) ?? {};
}

/** A list whose entries are read one by one, so that the fault of one hides none of the others. */
function gatheredList<T>({ given, faults }: Whole, key: string, options: { max: number; entry: (value: unknown, path: InputPath) => T }): readonly (T | undefined)[] | undefined {
  const list = gathered(faults, () => listAt(given[key], [key], { max: options.max, entry: (value) => value }));
  return list?.map((value, i) => gathered(faults, () => options.entry(value, [key, String(i)])));
}
