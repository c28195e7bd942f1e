// A real runner in this process with the deck of the steps tests, for servers of several replicas.
import path from 'node:path';
import { runRunner } from '../../src/runner/run-runner.ts';
import type { RunnerEnd } from '../../src/runner/runner-options.ts';
import { logInto, optionsFor } from '../runner/runner-under-test.ts';
import { type ReplicaGround, RUNNER_KEY } from './replica-ground.ts';

/** The runner; its end fails the test when it was refused. */
export interface ReplicaRunner {
  readonly logged: readonly string[];
  end(): Promise<RunnerEnd>;
}

/** Starts one that calls these servers. */
export function replicaRunner(ground: ReplicaGround, servers: string | readonly string[], name = 'roaming'): ReplicaRunner {
  const [drain, now] = [new AbortController(), new AbortController()];
  const logged: string[] = [];
  const deckFiles = [path.join(import.meta.dirname, '..', 'runner', 'steps-deck.fixture.ts')];
  const options = optionsFor({ url: '' }, path.join(ground.directory, name));
  const ended = runRunner({ ...options, server: servers, name, key: RUNNER_KEY, queues: ['default', 'lab'], deckFiles, log: logInto(logged), signal: drain.signal, now: now.signal });
  ended.catch(() => undefined);
  return {
    logged,
    end() {
      drain.abort();
      now.abort();
      return ended;
    },
  };
}
