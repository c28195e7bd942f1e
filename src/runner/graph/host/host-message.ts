// What the runner and the process of a run say to each other: structured messages over the channel between them, pictures as bytes.
import type { NodeValue } from '../algorithm-code.ts';
import type { GraphJob, JobOutput } from './graph-job.ts';

/** From the runner. `run`: one at a time; `cancel`: its result is not wanted any more; `given` and `refused`: of a node that the runner carries out. */
export type ToHost =
  | { readonly type: 'run'; readonly job: GraphJob }
  | { readonly type: 'cancel' }
  | { readonly type: 'given'; readonly node: number; readonly values: readonly NodeValue[] }
  | { readonly type: 'refused'; readonly node: number; readonly message: string };

/** How a run ended in its process; `node` is the one that failed. */
export type HostEnd =
  | { readonly type: 'done'; readonly outputs: readonly JobOutput[] }
  | { readonly type: 'failed'; readonly message: string; readonly node: number | null };

/** From the process, one by one or several in one message: each message costs both sides a system call. `ready` comes first; of a run any number of the others, then its end, then `idle`. `drop`: a call is not wanted any more. `rss`: bytes of memory in use. */
export type HostMessage = FromHost | { readonly type: 'several'; readonly all: readonly FromHost[] };

/** One thing that the process tells. */
export type FromHost =
  | { readonly type: 'ready'; readonly rss: number }
  | { readonly type: 'unable'; readonly message: string }
  | { readonly type: 'begin'; readonly node: number }
  | { readonly type: 'end'; readonly node: number; readonly outputs: readonly string[] }
  | { readonly type: 'say'; readonly line: string }
  | { readonly type: 'call'; readonly node: number; readonly inputs: readonly (NodeValue | null)[] }
  | { readonly type: 'drop'; readonly node: number }
  | HostEnd
  | { readonly type: 'idle'; readonly rss: number };
