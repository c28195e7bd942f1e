// The example workflow of the demo, with the places of this machine filled in.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A definition that is ready to be sent, in the shape of the API's input, and the directory where its results appear. */
export interface DemoWork {
  readonly definition: unknown;
  readonly output: string;
}

/** Reads `examples/mandelbrot/workflow.json`: `$EXAMPLE` is its directory, `$OUTPUT` a directory under the data directory, made here. */
export function demoWork(dataDir: string): DemoWork {
  const example = path.join(import.meta.dirname, '..', '..', '..', 'examples', 'mandelbrot');
  const output = path.resolve(dataDir, 'demo');
  mkdirSync(output, { recursive: true });
  const places: Readonly<Record<string, string>> = { $EXAMPLE: example, $OUTPUT: output };
  const text = readFileSync(path.join(example, 'workflow.json'), 'utf8');
  const definition: unknown = JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? fill(value, places) : value));
  return { definition, output };
}

function fill(text: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((filled, [name, place]) => filled.replaceAll(name, place), text);
}
