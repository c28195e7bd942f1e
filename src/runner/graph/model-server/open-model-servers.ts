// The model servers that the settings name, as algorithms. None is asked before a graph needs it.
import type { RunnerLog } from '../../runner-options.ts';
import type { AlgorithmSourceHouse } from '../algorithm-code.ts';
import { modelAlgorithms } from './model-algorithm.ts';
import { modelAsker } from './model-exchange.ts';
import { ModelMemory } from './model-metadata.ts';

/** Offers the algorithms of all of them: addresses without a slash at the end, by names that are letters, digits and `_`. */
export function openModelServers(servers: ReadonlyMap<string, string>, { log }: { readonly log: RunnerLog }): Promise<AlgorithmSourceHouse> {
  const askers = [...servers].map(([name, url]) => ({ name, ask: modelAsker(name, url) }));
  const algorithms = askers.flatMap(({ name, ask }) => modelAlgorithms({ name, ask, memory: new ModelMemory(name, ask) }));
  if (servers.size > 0) log.info({ modelServers: [...servers.keys()] }, 'models of these servers can be asked');
  return Promise.resolve({
    algorithms,
    async [Symbol.asyncDispose]() {
      for (const { ask } of askers) ask[Symbol.dispose]();
    },
  });
}
