import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endingOf } from '../../src/domain/attempt/ending.ts';
import type { AttemptEnd } from '../../src/domain/dispatch/protocol.ts';
import type { WorkflowDefinition } from '../../src/domain/run/definition.ts';
import { statusOnceBegun } from '../../src/domain/run/begun-status.ts';
import { blockedBy, rollUp, type NodeState } from '../../src/domain/run/roll-up.ts';
import { ENDED_RUN_STATUSES } from '../../src/domain/run/run.ts';
import { HOLDS, isHeld } from '../../src/domain/task/hold.ts';
import { TASK_STATUSES, hasEnded, hasSucceeded, type TaskStatus } from '../../src/domain/task/status.ts';
import { mayChange } from '../../src/domain/task/transition.ts';
import { anyDag, anyEnd, anyPolicy, definitionOf } from './domain-arbitraries.ts';

/** A definition with any state of each of its tasks, reachable or not. */
const anyRun = anyDag.chain((definition) =>
  fc.tuple(fc.constant(definition), fc.tuple(...definition.tasks.map(({ node }) => fc.record({ node: fc.constant(node), status: fc.constantFrom(...TASK_STATUSES), hold: fc.constantFrom(...HOLDS) })))),
);

describe('the roll-up of a run', () => {
  test('depends on nothing but the tasks: not on their order, not on earlier folds, and it changes nothing', () => {
    fc.assert(fc.property(anyRun, fc.infiniteStream(fc.nat()), ([definition, tasks], random) => {
      const shuffled = tasks.map((task) => ({ task, key: random.next().value! })).sort((a, b) => a.key - b.key).map(({ task }) => task);
      const before = JSON.stringify([definition, tasks]);
      expect(rollUp(definition, shuffled)).toEqual(rollUp(definition, tasks));
      expect(JSON.stringify([definition, tasks])).toBe(before);
    }));
  });

  test('what follows from the tasks that have just begun is what the fold over all tasks says', () => {
    fc.assert(fc.property(anyRun, fc.nat(), ([definition, tasks], bits) => {
      const begun = tasks.map((task, i) => (i === 0 || (bits >> i) % 2 === 1 ? { ...task, status: 'in_progress' as const } : task));
      const holds = begun.flatMap(({ hold }, i) => (i === 0 || (bits >> i) % 2 === 1 ? [hold] : []));
      const status = statusOnceBegun(holds);
      fc.pre(tasks.length > 0);
      if (status === null) expect(holds.every(isHeld)).toBe(true);
      else expect(rollUp(definition, begun).status).toBe(status);
    }));
  });

  test('a run of which something is queued, in progress or unknown has not ended', () => {
    fc.assert(fc.property(anyRun, ([definition, tasks]) => {
      const isActive = tasks.some(({ status }) => status === 'queued' || status === 'in_progress' || status === 'unknown');
      if (isActive) expect(ENDED_RUN_STATUSES.has(rollUp(definition, tasks).status)).toBe(false);
    }));
  });

  test('a run has ended exactly when nothing runs and nothing of it can ever start by itself', () => {
    fc.assert(fc.property(anyRun, ([definition, tasks]) => {
      expect(ENDED_RUN_STATUSES.has(rollUp(definition, tasks).status)).toBe(!canGoOn(definition, tasks));
    }), { numRuns: 500 });
  });

  test('a task is ready exactly when it has not begun and all that it needs has succeeded', () => {
    fc.assert(fc.property(anyRun, ([definition, tasks]) => {
      const states = new Map(tasks.map((task) => [task.node, task.status]));
      const ready = definition.tasks.filter(({ node, needs }) => states.get(node) === 'created' && needs.every((need) => hasSucceeded(states.get(need)!)));
      expect([...rollUp(definition, tasks).ready].sort()).toEqual(ready.map(({ node }) => node).sort());
      for (const { node, needs } of definition.tasks) expect(blockedBy(definition, node, tasks)).toEqual(needs.filter((need) => !hasSucceeded(states.get(need)!)));
    }));
  });

  test.each([
    [['created', 'created'], 'WAITING'],
    [['queued', 'created'], 'WAITING'],
    [['in_progress', 'created'], 'RUNNING'],
    [['completed', 'created'], 'RUNNING'],
    [['completed', 'queued'], 'RUNNING'],
    [['completed', 'unknown'], 'RUNNING'],
    [['completed', 'completed'], 'SUCCEEDED'],
    [['published', 'completed'], 'SUCCEEDED'],
    [['failed', 'created'], 'FAILED'],
    [['stopped', 'created'], 'STOPPED'],
    [['stopped', 'stopped'], 'STOPPED'],
    [['closed', 'created'], 'STOPPED'],
    [['completed', 'failed'], 'FAILED'],
    [['failed', 'in_progress'], 'RUNNING'],
  ] as const)('the tasks %j of a chain make the run %s', (statuses, expected) => {
    expect(rollUp(chain(2), states(chain(2), [...statuses])).status).toBe(expected);
  });

  test('a run is held when all that is in progress stands still, not when a pause was only asked for', () => {
    const two = definitionOf([['a', []], ['b', []]]);
    const held = (a: NodeState['hold'], b: NodeState['hold']) => rollUp(two, [{ node: 'a', status: 'in_progress', hold: a }, { node: 'b', status: 'in_progress', hold: b }]).status;
    expect([held('USER', 'INPUT'), held('USER', 'NONE'), held('USER', 'REQUESTED')]).toEqual(['HELD', 'RUNNING', 'RUNNING']);
  });

  test('a task whose need is gone does not keep its run open for ever', () => {
    expect(rollUp(chain(2), [{ node: 'n1', status: 'created', hold: 'NONE' }])).toEqual({ status: 'STOPPED', ready: [] });
  });

  test('a run of a thousand tasks that all need each other in a line is folded in milliseconds', () => {
    const definition = chain(1_000);
    const tasks = states(definition, definition.tasks.map(() => 'created'));
    const began = performance.now();
    for (let i = 0; i < 10; i++) expect(rollUp(definition, tasks).ready).toEqual(['n0']);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('a run that is executed', () => {
  const anyOutcome = fc.constantFrom<TaskStatus>('completed', 'completed', 'completed', 'failed', 'stopped');

  test('always ends, starts each task at most once and none before its needs or behind a failure', () => {
    fc.assert(fc.property(anyDag, fc.infiniteStream(anyOutcome), fc.infiniteStream(fc.nat()), (definition, outcomes, random) => {
      const started: string[] = [];
      const end = (node: string): TaskStatus => {
        started.push(node);
        return outcomes.next().value!;
      };
      const { tasks, status } = execute(definition, { end, random, attempts: definition.tasks.length });
      expect(ENDED_RUN_STATUSES.has(status)).toBe(true);
      expect(new Set(started).size).toBe(started.length);
      const final = new Map(tasks.map((task) => [task.node, task.status]));
      for (const { node, needs } of definition.tasks) {
        const hadAll = needs.every((need) => final.get(need) === 'completed');
        expect(started.includes(node), node).toBe(hadAll);
        for (const need of hadAll ? needs : []) expect(started.indexOf(need)).toBeLessThan(started.indexOf(node));
      }
      const expected = [...final.values()].includes('failed') ? 'FAILED' : [...final.values()].every((one) => one === 'completed') ? 'SUCCEEDED' : 'STOPPED';
      expect(status).toBe(expected);
    }), { numRuns: 300 });
  });

  test('always ends also when attempts are lost, fail and are repeated by policy, each change along an edge of the table', () => {
    const anyBadEnd = anyEnd.filter((end) => end.by !== 'HANDED_BACK');
    fc.assert(fc.property(anyDag, fc.infiniteStream(anyBadEnd), anyPolicy, fc.infiniteStream(fc.nat()), (definition, ends, retry, random) => {
      const histories = new Map(definition.tasks.map(({ node }) => [node, { lostCount: 0, failedCount: 0 }]));
      const end = (node: string): TaskStatus => {
        const ending = endingOf(ends.next().value as AttemptEnd, {
          kind: 'command', status: 'in_progress', order: null, hold: 'NONE', retry, history: histories.get(node)!, lastStep: null, isFailing: false, isOver: false, attempt: { fence: 'LEASED', state: 'RUNNING', hasPlace: true },
        });
        expect(mayChange('in_progress', ending.taskStatus!, 'SYSTEM')).toBe(true);
        histories.set(node, ending.history);
        return ending.againAfter === null ? ending.taskStatus! : 'queued';
      };
      const { status } = execute(definition, { end, random, attempts: definition.tasks.length * (retry.maxRetries + 1) * retry.maxLost });
      expect(ENDED_RUN_STATUSES.has(status)).toBe(true);
    }), { numRuns: 100 });
  });
});

interface Execution {
  /** Runs a task and says what it is then; `queued` runs it again. */
  readonly end: (node: string) => TaskStatus;
  readonly random: Iterator<number>;
  /** More attempts than these mean that the run does not end. */
  readonly attempts: number;
}

/** Executes a run as the server does: what is ready is queued, and the queued and running tasks go on in a random order. */
function execute(definition: WorkflowDefinition, how: Execution) {
  let tasks = states(definition, definition.tasks.map(() => 'created'));
  const set = (node: string, status: TaskStatus) => (tasks = tasks.map((task) => (task.node === node ? { ...task, status } : task)));
  for (let attempts = 0; ; ) {
    for (const node of rollUp(definition, tasks).ready) set(node, 'queued');
    const { status } = rollUp(definition, tasks);
    if (ENDED_RUN_STATUSES.has(status)) return { tasks, status };
    const active = tasks.filter((task) => task.status === 'queued' || task.status === 'in_progress');
    const { node, status: now } = active[how.random.next().value! % active.length]!;
    if (now === 'queued') {
      set(node, 'in_progress');
      continue;
    }
    if (++attempts > how.attempts) throw new Error(`the run has not ended after ${attempts} attempts`);
    set(node, how.end(node));
  }
}

/** The naive reading: something is active, or something not begun has only needs that have succeeded or can still go on. */
function canGoOn(definition: WorkflowDefinition, tasks: readonly NodeState[]): boolean {
  const status = new Map(tasks.map((task) => [task.node, task.status]));
  const needs = new Map(definition.tasks.map((task) => [task.node, task.needs]));
  const mayYet = (node: string): boolean => {
    const now = status.get(node)!;
    if (now !== 'created') return !hasEnded(now);
    return needs.get(node)!.every((need) => hasSucceeded(status.get(need)!) || mayYet(need));
  };
  return tasks.some(({ node }) => mayYet(node));
}

function chain(n: number): WorkflowDefinition {
  return definitionOf(Array.from({ length: n }, (_, i) => [`n${i}`, i === 0 ? [] : [`n${i - 1}`]]));
}

function states(definition: WorkflowDefinition, statuses: readonly TaskStatus[]): readonly NodeState[] {
  return definition.tasks.map(({ node }, i) => ({ node, status: statuses[i]!, hold: 'NONE' }));
}
