// What a runner has for graphs: its algorithms, and the processes that carry graphs out.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { AlgorithmDescription } from '../../domain/graph/algorithm.ts';
import type { DeckTools } from '../deck/deck-tools.ts';
import { ComputeTurns } from './host/compute-turns.ts';
import { HostPool } from './host/host-pool.ts';
import { openAlgorithms, type AlgorithmHouse } from './open-algorithms.ts';

/** What a runner is told about graphs. */
export interface GraphOptions {
  /** Files of functions that it offers as algorithms, as paths. */
  readonly files: readonly string[];
  /** URLs of model servers by name. */
  readonly modelServers: ReadonlyMap<string, string>;
  /** Most pixels of a picture. */
  readonly pixels: number;
  /** Nodes of one graph at the same time. */
  readonly parallel: number;
  /** Tests give other algorithms to the processes of runs: URL of a module that exports `BUILT_IN_CODE`, and its descriptions; absent in production. */
  readonly builtIn?: { readonly module: string; readonly algorithms: readonly AlgorithmDescription[] };
}

/** The algorithms and processes of one runner. Its disposal ends them. */
export interface GraphHouse extends AsyncDisposable {
  readonly algorithms: AlgorithmHouse;
  readonly hosts: HostPool;
  readonly turns: ComputeTurns;
  readonly options: Pick<GraphOptions, 'pixels' | 'parallel'>;
}

const BUILT_IN_MODULE = new URL(import.meta.url.endsWith('.ts') ? './built-in/built-in-code.ts' : './built-in/built-in-code.js', import.meta.url).href;

/** Opens the house; null for a runner without graphs. Throws `RunnerRefused` when something cannot be offered. */
export async function openGraphHouse(options: GraphOptions | undefined, tools: DeckTools): Promise<GraphHouse | null> {
  if (!options) return null;
  const { modelServers, builtIn, pixels, parallel } = options;
  const files = options.files.map((file) => path.resolve(file));
  const algorithms = await openAlgorithms({ files, modelServers, ...(builtIn ? { builtIn: builtIn.algorithms } : {}) }, { ...tools, maxPixels: pixels });
  const hosts = new HostPool({ tools, module: builtIn?.module ?? BUILT_IN_MODULE });
  const close = async (): Promise<void> => void (await Promise.all([hosts[Symbol.asyncDispose](), algorithms[Symbol.asyncDispose]()]));
  return { algorithms, hosts, turns: new ComputeTurns(availableParallelism()), options: { pixels, parallel }, [Symbol.asyncDispose]: close };
}
