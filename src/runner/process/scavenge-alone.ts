// How a process clears the young part of its memory where cores are few: on its own thread.
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/** Cores up to which helping threads cost more than they help: there they want the cores that PostgreSQL and the other processes are on, and everything here stands still until each has had its turn. */
export const FEW_CORES = 2;

/** Tells V8; call it before there is load. Larger machines keep V8's own way, several threads for each scavenge. */
export function scavengeAlone(): void {
  if (availableParallelism() <= FEW_CORES) setFlagsFromString('--no-parallel-scavenge');
}
