// The example workflows of the demo, with the places of this machine filled in.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A workflow that is ready to be sent, in the shape of the API's input. */
export interface DemoWork {
  readonly name: string;
  readonly definition: unknown;
}

/** Everything the demo runs, and the directory where its results appear. */
export interface DemoWorks {
  readonly works: readonly DemoWork[];
  readonly output: string;
}

/** The deck whose instruments the colour lab's workflow uses: its name and its file. */
export const DEMO_DECK = { name: 'color_lab', file: path.join(exampleOf('color-lab'), 'deck.ts') } as const;

/** Reads the workflows: in them `$EXAMPLE` is the directory of their own, `$OUTPUT` a directory under the data directory, made here. */
export function demoWorks(dataDir: string): DemoWorks {
  const output = path.resolve(dataDir, 'demo');
  mkdirSync(output, { recursive: true });
  return { works: ['mandelbrot', 'color-lab'].map((name) => ({ name, definition: definitionOf(exampleOf(name), output) })), output };
}

function exampleOf(name: string): string {
  return path.join(import.meta.dirname, '..', '..', '..', 'examples', name);
}

function definitionOf(example: string, output: string): unknown {
  const places: Readonly<Record<string, string>> = { $EXAMPLE: example, $OUTPUT: output };
  const text = readFileSync(path.join(example, 'workflow.json'), 'utf8');
  return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? fill(value, places) : value));
}

function fill(text: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((filled, [name, place]) => filled.replaceAll(name, place), text);
}
