// What a caller puts into a workflow: one value for each of its inputs.
import { shownList } from '../../deck/coerce.ts';
import type { JsonValue } from '../../event/event.ts';
import { invalid, listAt, textAt, type InputPath } from '../../input/check.ts';
import { isUuid } from '../../uuid.ts';
import type { IoType } from '../algorithm.ts';
import { DOCUMENT_LIMITS } from '../graph-document.ts';
import type { GraphPlan } from '../graph-plan.ts';
import { GRAPH_VALUE_TYPES, type GraphValueType } from '../graph-value.ts';
import { valueTypeOf } from '../io-type.ts';
import { openObjectAt, ownMember, type OpenObject } from '../open-object.ts';
import { pictureTextAt } from '../value/value-part.ts';
import { valueShapeAt, type JsonValueType } from '../value/value-input.ts';
import { GraphCallFault } from './graph-call-fault.ts';

/** An object of the storage that is used as an input. Whether it is of this server's storage, there and visible is for whoever resolves it. */
export interface StorageReference {
  readonly uid: string;
  /** As the caller wrote it. */
  readonly dataType: string;
  /** The whole reference, absolute. */
  readonly url: string;
}

/** One input as it was given. The base64 was looked at, not decoded; JSON is in the form of its type. */
export type GivenInput =
  | { readonly type: 'image'; readonly base64: string }
  | { readonly type: JsonValueType; readonly json: JsonValue }
  | { readonly type: GraphValueType; readonly storage: StorageReference };

/** Reads `inputs`: as many as the workflow has, each of the type that its place wants. */
export function givenInputsAt(value: unknown, path: InputPath, { roots }: GraphPlan): readonly GivenInput[] {
  if (value === undefined || value === null) throw new GraphCallFault(path, 'is missing: give a list of one object for each input of the workflow, [] when it has none', 'missing');
  const given = listAt(value, path, { max: DOCUMENT_LIMITS.inputs, entry: (entry) => entry });
  if (given.length !== roots.length) throw new GraphCallFault(path, `must have one object for each input of the workflow, which has ${roots.length} (${roots.join(', ') || 'none'}); ${given.length} were given`, 'value_error');
  return given.map((entry, i) => inputAt(entry, [...path, String(i)], roots[i]!));
}

const STORAGE = 'storage_object';
const KEYS: readonly string[] = [...GRAPH_VALUE_TYPES, STORAGE];

function inputAt(value: unknown, path: InputPath, root: IoType): GivenInput {
  const wanted = valueTypeOf(root);
  if (typeof value === 'string' && wanted === 'TEXT') return { type: 'TEXT', json: jsonOf('TEXT', value, path) };
  const given = openObjectAt(value, path);
  const [key, ...others] = KEYS.filter((one) => Object.hasOwn(given, one));
  if (key === undefined) invalid(path, `must have one member whose name is the type of the value; here ${wanted} or ${STORAGE}`);
  if (others.length > 0) invalid(path, `must be one value, but has ${[key, ...others].join(', ')}; leave all but one out`);
  if (key === STORAGE) return storedInput(given[key], [...path, key], wanted);
  if (key !== wanted) invalid([...path, key], `this input of the workflow is of the type ${root}: give ${wanted}`);
  return wanted === 'image' ? { type: 'image', base64: pictureTextAt(given[key], [...path, key]) } : { type: wanted, json: jsonOf(wanted, given[key], [...path, key]) };
}

/** A value as the JSON that it is: its form has nothing that JSON does not have. */
function jsonOf(type: JsonValueType, value: unknown, path: InputPath): JsonValue {
  return valueShapeAt(type, value, path) as JsonValue;
}

/** Longest reference that is read. */
const MAX_URL = 4_096;

function storedInput(value: unknown, path: InputPath, wanted: GraphValueType): GivenInput {
  const given = openObjectAt(value, path);
  const dataType = textAt(given['data_type'], [...path, 'data_type'], { min: 1, max: 100 });
  const type = typeNamed(dataType);
  if (type === null) invalid([...path, 'data_type'], `${dataType} cannot be taken in; known are ${shownList(GRAPH_VALUE_TYPES)}`);
  if (type !== wanted) invalid([...path, 'data_type'], `this input of the workflow wants ${wanted}, not ${dataType}`);
  return { type, storage: { dataType, ...referenceAt(given, [...path, 'url']) } };
}

function typeNamed(word: string): GraphValueType | null {
  return GRAPH_VALUE_TYPES.find((type) => type.toLowerCase() === word.toLowerCase()) ?? null;
}

function referenceAt(given: OpenObject, path: InputPath): { readonly uid: string; readonly url: string } {
  const url = textAt(ownMember(given, 'url'), path, { min: 1, max: MAX_URL });
  const uid = URL.parse(url)?.searchParams.get('uid');
  if (uid === null || uid === undefined) invalid(path, 'must be the address of an object of the storage, with its uid: …/v1/objects/?uid=<uid>');
  if (!isUuid(uid)) invalid(path, 'names no object of this storage: its uid is no UUID in lower case');
  return { uid, url };
}
