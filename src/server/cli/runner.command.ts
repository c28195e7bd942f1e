// `switchyard runner`: a runner for a server here or elsewhere.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, environmentForChildren, readRunnerConfig } from '../../config.ts';
import { RUNNER_KINDS, type RunnerKind } from '../../domain/attempt/runner.ts';
import { runRunner } from '../../runner/run-runner.ts';
import type { RunnerOptions } from '../../runner/runner-options.ts';
import { onStopSignals } from '../../runner/stop-signals.ts';
import { openLog } from '../process-log.ts';
import { AGENT } from '../program.ts';
import { type CliCommand, UsageError } from './cli-command.ts';

const FLAGS = {
  server: { type: 'string' }, key: { type: 'string' }, 'key-file': { type: 'string' }, name: { type: 'string' }, slots: { type: 'string' }, queues: { type: 'string' }, decks: { type: 'string' }, kind: { type: 'string' },
  algorithms: { type: 'string' }, 'model-servers': { type: 'string' }, 'graph-pixels': { type: 'string' }, 'graph-parallel': { type: 'string' },
  'work-dir': { type: 'string' }, 'grace-seconds': { type: 'string' }, 'drain-seconds': { type: 'string' }, pip: { type: 'string' }, 'exit-when-orphaned': { type: 'boolean' },
} as const;

/** Most servers that one runner is told. */
const MAX_SERVERS = 16;

type Flags = ReturnType<typeof parseArgs<{ args: string[]; options: typeof FLAGS }>>['values'];

/** The command. */
export const runnerCommand: CliCommand = {
  help: `Usage: switchyard runner --server URL[,URL…] [--key KEY | --key-file FILE] [flags]

Takes tasks from the queues of a server and runs them. SIGTERM or SIGINT drains it, a second one ends it at once.

  --server URL[,URL…]  address of the server, e.g. http://127.0.0.1:4000; of several of one database, the next is called when one fails
  --key-file FILE      file with an access key of the role runner (default: SWITCHYARD_RUNNER_KEY or _FILE)
  --key KEY            the key itself; every user of this machine can see it
  --name NAME          name of the runner, unique in the system (default: the name of this machine)
  --slots N            tasks at the same time (default: SWITCHYARD_RUNNER_SLOTS)
  --queues A,B         queues in order of preference (default: SWITCHYARD_RUNNER_QUEUES)
  --decks A,B          files of decks whose instruments it offers to \`steps\` tasks (default: SWITCHYARD_DECKS)
  --algorithms A,B     files of functions that it offers to graphs as algorithms (default: SWITCHYARD_ALGORITHMS)
  --model-servers LIST name=URL[,name=URL…] of model servers that algorithms may ask (default: SWITCHYARD_MODEL_SERVERS)
  --graph-pixels N     most pixels of an image that it decodes (default: SWITCHYARD_GRAPH_PIXELS)
  --graph-parallel N   nodes of one graph at the same time (default: SWITCHYARD_GRAPH_PARALLEL)
  --work-dir DIR       directory of this runner alone (default: DATA_DIR/runners/NAME)
  --grace-seconds N    time between TERM and KILL (default: SWITCHYARD_GRACE_SECONDS)
  --drain-seconds N    time running tasks get once it is told to end (default: SWITCHYARD_RUNNER_DRAIN_SECONDS)
  --pip off|venv       what becomes of packages that tasks name (default: SWITCHYARD_RUNNER_PIP)
  --kind KIND          ${RUNNER_KINDS.join(', ')} (default: REMOTE)
  --exit-when-orphaned end when no server has answered for longer than the lease
`,
  async run(args) {
    const { values: flags } = parseArgs({ args: [...args], options: FLAGS });
    const server = serversOf(flags.server);
    const config = configOf(flags);
    const log = openLog({ level: config.logLevel });
    await runRunner({ ...optionsOf(flags, config), server, log, ...onStopSignals() });
    return 0;
  },
};

/** Flags are settings said here and now: they are judged by the one table, under the names it has. */
function configOf(flags: Flags): Config {
  const said = {
    SWITCHYARD_RUNNER_SLOTS: flags.slots,
    SWITCHYARD_RUNNER_QUEUES: flags.queues,
    SWITCHYARD_DECKS: flags.decks,
    SWITCHYARD_ALGORITHMS: flags.algorithms,
    SWITCHYARD_MODEL_SERVERS: flags['model-servers'],
    SWITCHYARD_GRAPH_PIXELS: flags['graph-pixels'],
    SWITCHYARD_GRAPH_PARALLEL: flags['graph-parallel'],
    SWITCHYARD_GRACE_SECONDS: flags['grace-seconds'],
    SWITCHYARD_RUNNER_DRAIN_SECONDS: flags['drain-seconds'],
    SWITCHYARD_RUNNER_PIP: flags.pip,
  };
  return readRunnerConfig(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)));
}

function optionsOf(flags: Flags, config: Config): Omit<RunnerOptions, 'server' | 'log' | 'signal' | 'now'> {
  const name = flags.name ?? hostname();
  return {
    key: keyOf(flags, config), name, kind: kindOf(flags.kind), slots: config.runnerSlots, queues: config.runnerQueues, deckFiles: config.decks, graph: { files: config.algorithms, modelServers: config.modelServers, pixels: config.graphPixels, parallel: config.graphParallel }, graceSeconds: config.graceSeconds, drainSeconds: config.runnerDrainSeconds,
    workDir: path.resolve(flags['work-dir'] ?? path.join(config.dataDir, 'runners', name.replaceAll(/[^A-Za-z0-9._-]/g, '_'))),
    exitWhenOrphaned: flags['exit-when-orphaned'] ?? false, environment: environmentForChildren(), pip: config.runnerPip, agent: AGENT,
  };
}

function serversOf(flag: string | undefined): readonly string[] {
  const servers = (flag ?? '').split(',').map((text) => text.trim()).filter((text) => text !== '');
  if (servers.length === 0) throw new UsageError('say which server: --server http://127.0.0.1:4000');
  if (servers.length > MAX_SERVERS) throw new UsageError(`--server names ${servers.length} addresses, at most ${MAX_SERVERS} are taken; put a load balancer in front of so many and name that`);
  return servers.map(addressOf);
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw new UsageError(`--server: ${text} is no http or https address`);
}

function keyOf(flags: Flags, config: Config): string {
  if (flags.key !== undefined) return flags.key;
  if (flags['key-file'] !== undefined) return readKey(flags['key-file']);
  if (config.runnerKey !== null) return config.runnerKey;
  throw new UsageError('the runner needs a key: --key-file FILE, or SWITCHYARD_RUNNER_KEY; `switchyard key create --role runner --label NAME` makes one beside the server');
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--key-file ${file} cannot be read (${error instanceof Error ? error.message : String(error)})`, { cause: error });
  }
}

function kindOf(text: string | undefined): RunnerKind {
  const kind = RUNNER_KINDS.find((each) => each === (text ?? 'REMOTE'));
  if (kind !== undefined) return kind;
  throw new UsageError(`--kind ${text} is none of ${RUNNER_KINDS.join(', ')}`);
}
