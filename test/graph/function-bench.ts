// A house of functions with a guardian and a log of its own, and what is needed to call them.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AlgorithmCode, NodeCall, NodeValue, ParameterValues, Raster } from '../../src/runner/graph/algorithm-code.ts';
import { openFunctionHouse } from '../../src/runner/graph/functions/function-house.ts';
import type { FunctionTools } from '../../src/runner/graph/functions/function-launch.ts';
import { startGuardian } from '../../src/runner/process/guardian.ts';
import { logInto } from '../runner/runner-under-test.ts';

/** Where the example files are. */
export const EXAMPLES = path.join(import.meta.dirname, '../../examples/algorithms');
const NEVER = new AbortController().signal;

export interface FunctionBench extends AsyncDisposable {
  readonly algorithms: readonly AlgorithmCode[];
  /** Lines of all calls. */
  readonly said: string[];
  of(name: string): AlgorithmCode;
  /** Calls with the defaults of the description beneath the given parameters. */
  call(name: string, inputs: readonly (NodeValue | null)[], options?: { readonly parameters?: ParameterValues; readonly call?: Partial<NodeCall> }): Promise<readonly NodeValue[]>;
}

export interface FunctionGround extends AsyncDisposable {
  readonly logged: string[];
  readonly tools: FunctionTools;
  /** Opens the files; disposal of the ground checks that nothing of their processes is left. */
  open(files: readonly string[], tools?: Partial<FunctionTools>): Promise<FunctionBench>;
}

/** A guardian and a work directory for the houses of one file of tests. */
export async function functionGround(): Promise<FunctionGround> {
  const attempts = mkdtempSync(path.join(tmpdir(), 'switchyard-attempts-'));
  const logged: string[] = [];
  const log = logInto(logged);
  const guardian = await startGuardian(log);
  const tools = { guardian, log, attempts, environment: { ...process.env, SWITCHYARD_RUNNER_KEY: 'a.secret-of-the-runner' } };
  return {
    logged,
    tools,
    open: (files, more = {}) => functionBench(files, { ...tools, ...more }),
    async [Symbol.asyncDispose]() {
      await guardian[Symbol.asyncDispose]();
      const left = readdirSync(attempts);
      rmSync(attempts, { recursive: true });
      if (left.length > 0) throw new Error(`the functions left ${left.join(', ')}`);
    },
  };
}

async function functionBench(files: readonly string[], tools: FunctionTools): Promise<FunctionBench> {
  const said: string[] = [];
  const house = await openFunctionHouse(files, tools);
  const of = (name: string): AlgorithmCode => {
    const found = house.algorithms.find(({ description }) => description.name === name);
    if (!found) throw new Error(`no algorithm ${name} among ${house.algorithms.map(({ description }) => description.name).join(', ')}`);
    return found;
  };
  return {
    algorithms: house.algorithms,
    said,
    of,
    call(name, inputs, { parameters = {}, call = {} } = {}) {
      return of(name).run({ inputs, parameters, signal: NEVER, maxPixels: 1_000_000, say: (line) => said.push(line), ...call });
    },
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

const made: string[] = [];
process.once('exit', () => made.forEach((directory) => rmSync(directory, { recursive: true })));

/** Writes a file into a directory of its own, which goes with the test process. */
export function functionFile(name: string, text: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-functions-'));
  made.push(directory);
  const file = path.join(directory, name);
  writeFileSync(file, text);
  return file;
}

/** A picture as a value. */
export function picture(width: number, height: number, samples: readonly number[] | Uint8Array): NodeValue & { readonly type: 'image' } {
  const channels = (samples.length / width / height) as Raster['channels'];
  return { type: 'image', raster: { width, height, channels, data: Uint8Array.from(samples) } };
}

/** The picture of a value. */
export function rasterOf(value: NodeValue | undefined): Raster {
  if (value?.type !== 'image') throw new Error(`no picture: ${JSON.stringify(value)}`);
  return value.raster;
}

/** The document of a value. */
export function jsonOf(value: NodeValue | undefined): unknown {
  if (value === undefined || value.type === 'image') throw new Error('no document');
  return value.json;
}
