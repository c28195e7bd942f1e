// All algorithms of one runner: those of this program, those of files, and those of model servers.
import type { AlgorithmDescription } from '../../domain/graph/algorithm.ts';
import { ALGORITHM_LIMITS } from '../../domain/graph/algorithm.ts';
import { BUILT_IN_ALGORITHMS } from '../../domain/graph/built-in/built-in-algorithms.ts';
import { RunnerRefused } from '../runner-refused.ts';
import type { AlgorithmCode, AlgorithmSourceHouse } from './algorithm-code.ts';
import type { AlgorithmTools } from './algorithm-tools.ts';
import { openFunctionHouse } from './functions/function-house.ts';
import { openModelServers } from './model-server/open-model-servers.ts';

/** An algorithm of this runner; `code` null: the process of the run has it. */
export interface KnownAlgorithm {
  readonly description: AlgorithmDescription;
  readonly code: AlgorithmCode | null;
}

/** The algorithms. Their disposal ends what they have started. */
export interface AlgorithmHouse extends AsyncDisposable {
  /** By name. */
  readonly known: ReadonlyMap<string, KnownAlgorithm>;
  /** Those beside the built-in ones: what a runner tells the server of. */
  readonly offered: readonly AlgorithmDescription[];
}

/** Where they come from. */
export interface AlgorithmSources {
  /** Files of functions, absolute. */
  readonly files: readonly string[];
  /** URLs of model servers by name. */
  readonly modelServers: ReadonlyMap<string, string>;
  /** What the processes of runs have. @default what this program has */
  readonly builtIn?: readonly AlgorithmDescription[];
}

/** Opens them all; throws `RunnerRefused` when one cannot be offered, or when two have one name. */
export async function openAlgorithms({ files, modelServers, builtIn = BUILT_IN_ALGORITHMS }: AlgorithmSources, tools: AlgorithmTools): Promise<AlgorithmHouse> {
  const houses: AlgorithmSourceHouse[] = [];
  const close = async (): Promise<void> => void (await Promise.all(houses.map((house) => house[Symbol.asyncDispose]())));
  try {
    houses.push(await openModelServers(modelServers, tools));
    houses.push(await openFunctionHouse(files, tools));
    const codes = houses.flatMap((house) => house.algorithms);
    return { known: byName(builtIn, codes), offered: codes.map(({ description }) => description), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function byName(builtIn: readonly AlgorithmDescription[], codes: readonly AlgorithmCode[]): ReadonlyMap<string, KnownAlgorithm> {
  if (codes.length > ALGORITHM_LIMITS.algorithms) throw new RunnerRefused(`a runner offers at most ${ALGORITHM_LIMITS.algorithms} algorithms, not ${codes.length}; start another runner for the rest`);
  const known = new Map<string, KnownAlgorithm>(builtIn.map((description) => [description.name, { description, code: null }]));
  for (const code of codes) {
    const { name, source } = code.description;
    const other = known.get(name);
    if (other) throw new RunnerRefused(`two algorithms have the name ${name} (${other.description.source} and ${source}); rename one of them, or its file`);
    known.set(name, { description: code.description, code });
  }
  return known;
}
