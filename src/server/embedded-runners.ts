// The runners a server starts for itself: processes of their own, which survive the server and are adopted by the next one.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import { type Config, environmentForChildren, RUNNER_END_SECONDS } from '../config.ts';
import { superviseRunner } from '../runner/supervise.ts';
import { ownCommand, VERSION } from './program.ts';
import type { KeyInFile } from './runner-key-file.ts';

/** The running ones. */
export interface EmbeddedRunners {
  /** Process ids; a runner between two starts has none. */
  pids(): number[];
  /** Drains and ends all; bounded by the drain, the grace and `RUNNER_END_SECONDS`. */
  stop(): Promise<void>;
}

/** Where runners find their server. */
export interface RunnerHome {
  readonly url: string;
  readonly key: KeyInFile;
  readonly log: Logger;
}

/** Starts or adopts as many runners as the settings say. */
export async function startEmbeddedRunners(config: Config, home: RunnerHome): Promise<EmbeddedRunners> {
  const numbers = Array.from({ length: config.runners }, (_, index) => index + 1);
  if (numbers.length > 0) mkdirSync(folderOf(config), { recursive: true });
  const supervisors = await Promise.all(numbers.map((number) => superviseRunner(plan(config, home, number))));
  return {
    pids: () => supervisors.flatMap(({ pid }) => pid ?? []),
    stop: async () => void (await Promise.all(supervisors.map((supervisor) => supervisor.stop()))),
  };
}

function plan(config: Config, { url, key, log }: RunnerHome, number: number): Parameters<typeof superviseRunner>[0] {
  const place = path.join(folderOf(config), String(number));
  // The first alone: a deck is offered by one runner.
  const decks = number === 1 ? config.decks : [];
  const flags = [
    '--server', url, '--key-file', key.file, '--name', runnerName(config, number), '--kind', 'EMBEDDED', '--slots', String(config.runnerSlots), '--queues', config.runnerQueues.join(','),
    '--work-dir', place, '--grace-seconds', String(config.graceSeconds), '--drain-seconds', String(config.runnerDrainSeconds), '--pip', config.runnerPip, '--exit-when-orphaned',
    ...(decks.length > 0 ? ['--decks', decks.join(',')] : []),
    ...graphFlags(config),
  ];
  return {
    command: [...ownCommand(), 'runner', ...flags],
    env: { ...environmentForChildren(), SWITCHYARD_LOG_LEVEL: config.logLevel },
    identity: [VERSION, key.text, ...flags, ...decks.map(fingerprintOf), ...config.algorithms.map(fingerprintOf)],
    pidFile: `${place}.pid`,
    logFile: `${place}.log`,
    stopSeconds: config.runnerDrainSeconds + config.graceSeconds + RUNNER_END_SECONDS,
    log: log.child({ runner: number }),
  };
}

function graphFlags({ algorithms, modelServers, graphPixels, graphParallel }: Config): readonly string[] {
  const servers = [...modelServers].map(([name, url]) => `${name}=${url}`);
  return [
    '--graph-pixels', String(graphPixels), '--graph-parallel', String(graphParallel),
    ...(algorithms.length > 0 ? ['--algorithms', algorithms.join(',')] : []), ...(servers.length > 0 ? ['--model-servers', servers.join(',')] : []),
  ];
}

/** A runner that has read other files of decks or algorithms than those of now is not adopted: a restart of the server offers what the files say. */
function fingerprintOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function folderOf(config: Config): string {
  return path.join(config.dataDir, 'runners');
}

/** Stable over restarts; two servers of one host and one database differ by their directories. */
function runnerName(config: Config, number: number): string {
  const place = createHash('sha256').update(config.dataDir).digest('hex').slice(0, 6);
  return `embedded-${hostname().slice(0, 80)}-${place}-${number}`;
}
