// What may flow where: types of ports, how documents write them, and the types of values that travel through them.
import { IO_TYPES, type IoType } from './algorithm.ts';
import type { GraphValueType } from './graph-value.ts';

/** Whether a value of one type may go where another is wanted: its own, and a binary or label image wherever an image may. Nothing is converted. */
export function goesInto(given: IoType, wanted: IoType): boolean {
  return given === wanted || (wanted === 'IMAGE' && (given === 'IMAGE_BINARY' || given === 'IMAGE_LABEL'));
}

/** The one of several wanted types that goes into all of them, or null when no value could. */
export function commonType(wanted: readonly IoType[]): IoType | null {
  return wanted.find((type) => wanted.every((other) => goesInto(type, other))) ?? null;
}

/** The type of values that travel through a port: every picture is an `image`. */
export function valueTypeOf(type: IoType): GraphValueType {
  return type === 'IMAGE' || type === 'IMAGE_BINARY' || type === 'IMAGE_LABEL' ? 'image' : type;
}

const PREFIX = 'IODataType.';

/** A type as documents write it. */
export function writtenType(type: IoType): string {
  return PREFIX + type;
}

/** The type that a complete document writes; throws for any other text, which a checked document does not have. */
export function typeWritten(name: string): IoType {
  const type = IO_TYPES.find((one) => PREFIX + one === name);
  if (type === undefined) throw new Error(`${name} is no type of a port: the document was never checked`);
  return type;
}
