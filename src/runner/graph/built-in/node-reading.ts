// How built-in algorithms read what they are called with. The executor has checked types and ranges before, so a mismatch here is a defect of the program.
import { type NodeCall, NodeFailure, type NodeValue, type Raster } from '../algorithm-code.ts';

/** What a built-in algorithm does: one value for each output. */
export type NodeRun = (call: NodeCall) => Promise<readonly NodeValue[]>;

/** The picture at an input. */
export function imageAt(call: NodeCall, index: number): Raster {
  const raster = optionalImageAt(call, index);
  if (raster === null) throw new NodeFailure(`input ${index} is not connected, and the algorithm needs a picture there; connect it`);
  return raster;
}

/** The picture at an input, or null when nothing is connected. */
export function optionalImageAt(call: NodeCall, index: number): Raster | null {
  const value = call.inputs[index] ?? null;
  if (value === null) return null;
  if (value.type !== 'image') throw new NodeFailure(`input ${index} must be a picture, not ${value.type}; connect an output that gives one`);
  return value.raster;
}

/** A parameter of type INTEGER or NUMBER. */
export function numberOf(call: Pick<NodeCall, 'parameters'>, name: string): number {
  const value = call.parameters[name];
  if (typeof value !== 'number') throw new TypeError(`parameter ${name} was handed over as ${typeof value}, not as a number`);
  return value;
}

/** A parameter of type TEXT or CHOICE. */
export function textOf(call: Pick<NodeCall, 'parameters'>, name: string): string {
  const value = call.parameters[name];
  if (typeof value !== 'string') throw new TypeError(`parameter ${name} was handed over as ${typeof value}, not as text`);
  return value;
}

/** A parameter of type BOOLEAN. */
export function flagOf(call: Pick<NodeCall, 'parameters'>, name: string): boolean {
  const value = call.parameters[name];
  if (typeof value !== 'boolean') throw new TypeError(`parameter ${name} was handed over as ${typeof value}, not as yes or no`);
  return value;
}
