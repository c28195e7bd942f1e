// The house in figures: sizes and shares that are worth watching but break no rule by themselves.
import type { SourceFile } from './source.ts';

/** Most imports of a file that is not a composition root. */
const MANY_IMPORTS = 10;
/** Most parameters of a function, the last an options object. */
const MANY_PARAMETERS = 3;

/** Lines to print, one fact each. */
export function houseFacts(files: readonly SourceFile[]): string[] {
  const total = sum(files.map(({ lines }) => lines));
  const comments = sum(files.map(({ commentLines }) => commentLines));
  return [
    `src: ${files.length} files, ${total} lines, ${total === 0 ? 0 : Math.round((100 * comments) / total)} % with a comment`,
    `lines a file: ${spread(files.map(({ lines }) => lines))}`,
    `lines a function: ${spread(files.flatMap(({ functions }) => functions.map(({ lines }) => lines)))}`,
    ...listed(`more than ${MANY_IMPORTS} imports`, files.filter(({ imports }) => imports.length > MANY_IMPORTS)),
    ...listed(`a function of more than ${MANY_PARAMETERS} parameters`, files.filter(({ functions }) => functions.some(({ parameters }) => parameters > MANY_PARAMETERS))),
    ...listed('more than one class', files.filter(({ classes }) => classes > 1)),
  ];
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${at(0.5)}, p90 ${at(0.9)}, longest ${at(1)}`;
}

function listed(what: string, files: readonly SourceFile[]): string[] {
  return files.length === 0 ? [] : [`${what}: ${files.map(({ path }) => path).join(', ')}`];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
