// The values of one call in the process of its file: inputs as the code gets them, and what it returned made into a frame.
import { MAX_JSON_DEPTH } from '../../../domain/input/json-fault.ts';
import type { JsonValue } from '../../../domain/event/event.ts';
import type { AnyAlgorithm, Picture } from './define-algorithm.ts';
import type { Frame, FromFunctions, ValueHead } from './function-message.ts';
import { UnfitFunction } from './unfit-function.ts';

/** The inputs by their names; pictures are the function's own copies. */
export function inputsOf({ inputs }: AnyAlgorithm, heads: readonly (ValueHead | null)[], parts: readonly Uint8Array[]): { readonly [name: string]: never } {
  const pictures = parts.values();
  const entries = Object.keys(inputs).map((name, i) => {
    const head = heads[i] ?? null;
    if (head === null) return [name, null];
    return [name, 'image' in head ? { width: head.image.width, height: head.image.height, channels: head.image.channels, data: pictures.next().value! } : head.json];
  });
  return Object.fromEntries(entries) as { readonly [name: string]: never };
}

/** The frame of a result; throws `UnfitFunction` that names the output which cannot be passed on. */
export function resultFrame(id: number, { outputs }: AnyAlgorithm, returned: unknown): Frame<FromFunctions> {
  const names = Object.keys(outputs);
  if (typeof returned !== 'object' || returned === null) throw new UnfitFunction(`run must return an object with the outputs ${names.join(', ')}`);
  const values = names.map((name) => ({ name, type: outputs[name]!, value: (returned as { readonly [name: string]: unknown })[name] }));
  const heads = values.map(({ name, type, value }): ValueHead => {
    if (value === undefined || value === null) throw new UnfitFunction(`output ${name}: nothing was returned for it; run must return an object with the outputs ${names.join(', ')}`);
    return type.startsWith('IMAGE') ? { type: 'image', image: measures(name, value) } : { type, json: plain(name, value) };
  });
  return { head: { type: 'result', id, outputs: heads }, parts: values.flatMap(({ type, value }) => (type.startsWith('IMAGE') ? [(value as Picture).data] : [])) };
}

function measures(name: string, value: unknown): Pick<Picture, 'width' | 'height' | 'channels'> {
  const { width, height, channels, data } = value as Partial<Picture>;
  // Other typed arrays would be written out element by element, not byte by byte.
  if (!(data instanceof Uint8Array)) throw new UnfitFunction(`output ${name}: must be a picture { width, height, channels, data } whose data is a Uint8Array or a Buffer`);
  return { width: width!, height: height!, channels: channels! };
}

function plain(name: string, value: unknown): JsonValue {
  const stranger = strangerIn(value, 0);
  if (stranger !== null) throw new UnfitFunction(`output ${name}: holds ${stranger}; return plain values (numbers, texts, lists, objects)`);
  return value as JsonValue;
}

// Maps, dates, typed arrays and NaN would become something else in JSON without a word; a cycle has no end.
function strangerIn(value: unknown, depth: number): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : String(value);
  if (typeof value !== 'object' || value === null) return ['bigint', 'function', 'symbol'].includes(typeof value) ? `a ${typeof value}` : null;
  if (depth > MAX_JSON_DEPTH) return `more than ${MAX_JSON_DEPTH} levels`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return `a ${value.constructor?.name ?? 'foreign object'}`;
  for (const inner of Object.values(value)) {
    const stranger = strangerIn(inner, depth + 1);
    if (stranger !== null) return stranger;
  }
  return null;
}
