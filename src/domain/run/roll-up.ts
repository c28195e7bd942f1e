// The roll-up of a run: its status as a pure fold over its tasks, and which tasks may enter their queues now.
import { isHeld, type Hold } from '../task/hold.ts';
import { hasEnded, hasSucceeded, type TaskStatus } from '../task/status.ts';
import type { WorkflowDefinition } from './definition.ts';
import { runOrder } from './graph.ts';
import type { RunStatus } from './run.ts';

/** What the fold needs to know about one task. */
export interface NodeState {
  readonly node: string;
  readonly status: TaskStatus;
  readonly hold: Hold;
}

/** The result of the fold. */
export interface RollUp {
  readonly status: RunStatus;
  /** Tasks not enqueued yet whose needs have all succeeded, in the order of the graph. */
  readonly ready: readonly string[];
}

/** Folds the tasks of a run. */
export function rollUp(definition: WorkflowDefinition, tasks: readonly NodeState[]): RollUp {
  const states = new Map(tasks.map((task) => [task.node, task]));
  const needs = new Map(definition.tasks.map((task) => [task.node, task.needs]));
  const order = runOrder(definition);
  const isReady = (node: string) => states.get(node)?.status === 'created' && needs.get(node)!.every((need) => succeeded(states, need));
  return { status: statusOf(tasks, doomedNodes(order, needs, states)), ready: order.filter(isReady) };
}

/** Nodes that this one needs and that have not succeeded. */
export function blockedBy(definition: WorkflowDefinition, node: string, tasks: readonly NodeState[]): readonly string[] {
  const states = new Map(tasks.map((task) => [task.node, task]));
  const needs = definition.tasks.find((task) => task.node === node)?.needs ?? [];
  return needs.filter((need) => !succeeded(states, need));
}

/** Nodes that cannot start any more because something they need, near or far, ended without success. */
function doomedNodes(order: readonly string[], needs: ReadonlyMap<string, readonly string[]>, states: ReadonlyMap<string, NodeState>): ReadonlySet<string> {
  const doomed = new Set<string>();
  for (const node of order) {
    const hopeless = needs.get(node)!.some((need) => doomed.has(need) || endedBadly(states.get(need)));
    if (hopeless && states.get(node)?.status === 'created') doomed.add(node);
  }
  return doomed;
}

function statusOf(tasks: readonly NodeState[], doomed: ReadonlySet<string>): RunStatus {
  const begun = tasks.some((task) => task.status === 'in_progress' || hasEnded(task.status));
  const inProgress = tasks.filter((task) => task.status === 'in_progress');
  if (inProgress.length > 0) return inProgress.every((task) => isHeld(task.hold)) ? 'HELD' : 'RUNNING';
  const open = tasks.some((task) => task.status === 'queued' || task.status === 'unknown' || (task.status === 'created' && !doomed.has(task.node)));
  if (open) return begun ? 'RUNNING' : 'WAITING';
  if (tasks.some((task) => task.status === 'failed')) return 'FAILED';
  return tasks.some((task) => !hasSucceeded(task.status)) ? 'STOPPED' : 'SUCCEEDED';
}

/** A need that is gone counts like one that ended without success: waiting for it would never end. */
function endedBadly(task: NodeState | undefined): boolean {
  return task === undefined || (hasEnded(task.status) && !hasSucceeded(task.status));
}

function succeeded(states: ReadonlyMap<string, NodeState>, node: string): boolean {
  const state = states.get(node);
  return state !== undefined && hasSucceeded(state.status);
}
