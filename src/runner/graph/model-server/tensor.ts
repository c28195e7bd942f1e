// Tensors of the Open Inference Protocol: their element types, and their elements as bytes and as JSON.
import { NodeFailure } from '../algorithm-code.ts';
import { bfloatOf, floatOf, halfBits, bfloatBits } from './short-float.ts';

/** Elements that are numbers. 64-bit integers are kept as doubles: beyond 2^53 they lose their last digits. */
export type NumberArray = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
/** Elements of a tensor; texts for BYTES. */
export type TensorData = NumberArray | readonly string[];

/** A tensor, row by row. */
export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

interface Element {
  readonly bytes: number;
  /** Smallest and largest whole number; null for broken ones. */
  readonly whole: readonly [number, number] | null;
  readonly make: (length: number) => NumberArray;
  readonly write: (view: DataView, at: number, value: number) => void;
  readonly read: (view: DataView, at: number) => number;
}

/** Element types that are numbers. The bytes are little endian. */
const ELEMENTS = {
  BOOL: { bytes: 1, whole: [0, 1], make: (n) => new Uint8Array(n), write: (v, at, x) => v.setUint8(at, x), read: (v, at) => (v.getUint8(at) === 0 ? 0 : 1) },
  UINT8: { bytes: 1, whole: [0, 255], make: (n) => new Uint8Array(n), write: (v, at, x) => v.setUint8(at, x), read: (v, at) => v.getUint8(at) },
  UINT16: { bytes: 2, whole: [0, 65_535], make: (n) => new Uint16Array(n), write: (v, at, x) => v.setUint16(at, x, true), read: (v, at) => v.getUint16(at, true) },
  UINT32: { bytes: 4, whole: [0, 4_294_967_295], make: (n) => new Uint32Array(n), write: (v, at, x) => v.setUint32(at, x, true), read: (v, at) => v.getUint32(at, true) },
  UINT64: { bytes: 8, whole: [0, Number.MAX_SAFE_INTEGER], make: (n) => new Float64Array(n), write: (v, at, x) => v.setBigUint64(at, BigInt(x), true), read: (v, at) => Number(v.getBigUint64(at, true)) },
  INT8: { bytes: 1, whole: [-128, 127], make: (n) => new Int8Array(n), write: (v, at, x) => v.setInt8(at, x), read: (v, at) => v.getInt8(at) },
  INT16: { bytes: 2, whole: [-32_768, 32_767], make: (n) => new Int16Array(n), write: (v, at, x) => v.setInt16(at, x, true), read: (v, at) => v.getInt16(at, true) },
  INT32: { bytes: 4, whole: [-2_147_483_648, 2_147_483_647], make: (n) => new Int32Array(n), write: (v, at, x) => v.setInt32(at, x, true), read: (v, at) => v.getInt32(at, true) },
  INT64: {
    bytes: 8, whole: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], make: (n) => new Float64Array(n), write: (v, at, x) => v.setBigInt64(at, BigInt(x), true), read: (v, at) => Number(v.getBigInt64(at, true)),
  },
  FP16: { bytes: 2, whole: null, make: (n) => new Float32Array(n), write: (v, at, x) => v.setUint16(at, halfBits(x), true), read: (v, at) => floatOf(v.getUint16(at, true)) },
  BF16: { bytes: 2, whole: null, make: (n) => new Float32Array(n), write: (v, at, x) => v.setUint16(at, bfloatBits(x), true), read: (v, at) => bfloatOf(v.getUint16(at, true)) },
  FP32: { bytes: 4, whole: null, make: (n) => new Float32Array(n), write: (v, at, x) => v.setFloat32(at, x, true), read: (v, at) => v.getFloat32(at, true) },
  FP64: { bytes: 8, whole: null, make: (n) => new Float64Array(n), write: (v, at, x) => v.setFloat64(at, x, true), read: (v, at) => v.getFloat64(at, true) },
} as const satisfies Record<string, Element>;

/** Element types that are numbers. */
export type NumberType = keyof typeof ELEMENTS;
/** Element types. */
export type Datatype = NumberType | 'BYTES';

/** The element type of that name, or null when the protocol has none. */
export function datatypeOf(name: unknown): Datatype | null {
  return name === 'BYTES' || (typeof name === 'string' && Object.hasOwn(ELEMENTS, name)) ? (name as Datatype) : null;
}

/** What is special about the element type of numbers. */
export function elementOf(datatype: NumberType): Element {
  return ELEMENTS[datatype];
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** Numbers as bytes. */
export function bytesOf(datatype: NumberType, data: NumberArray): Uint8Array {
  const { bytes, write } = ELEMENTS[datatype];
  const view = new DataView(new ArrayBuffer(data.length * bytes));
  for (let i = 0; i < data.length; i += 1) write(view, i * bytes, data[i]!);
  return new Uint8Array(view.buffer);
}

/** The elements that the bytes are; throws `NodeFailure` when they are not as many as the shape says. */
export function elementsOf(datatype: Datatype, bytes: Uint8Array, size: number): TensorData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (datatype === 'BYTES') return textsOf(view, size);
  const { bytes: each, make, read } = ELEMENTS[datatype];
  if (bytes.length !== size * each) throw new NodeFailure(`a tensor of ${size} elements of the type ${datatype} has ${bytes.length} bytes instead of ${size * each}`);
  const data = make(size);
  for (let i = 0; i < size; i += 1) data[i] = read(view, i * each);
  return data;
}

// Each text is its length in four bytes, and its bytes.
function textsOf(view: DataView, size: number): string[] {
  const texts: string[] = [];
  let at = 0;
  while (texts.length < size && at + 4 <= view.byteLength) {
    const length = view.getUint32(at, true);
    if (at + 4 + length > view.byteLength) break;
    texts.push(Buffer.from(view.buffer, view.byteOffset + at + 4, length).toString('utf8'));
    at += 4 + length;
  }
  if (texts.length !== size || at !== view.byteLength) throw new NodeFailure(`a tensor of ${size} texts does not have the bytes of as many`);
  return texts;
}
