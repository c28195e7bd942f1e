// Figures of a machine as a worker reports them.
import type { JsonObject } from '../../../../domain/task/task-doc.ts';

/** What is kept of reported figures: numbers and lists of numbers, by their names; agents of other versions send other ones. */
export function storableFigures(given: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => /^\w{1,100}$/.test(name) && (isFigure(value) || (Array.isArray(value) && value.every(isFigure))))) as JsonObject;
}

function isFigure(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}
