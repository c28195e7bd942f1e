import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ATTEMPT_OUTCOMES, FAILURES } from '../../src/domain/attempt/attempt.ts';
import { RUNNER_STATES } from '../../src/domain/attempt/runner.ts';
import { PHASE_STATES } from '../../src/domain/attempt/phase.ts';
import { QUEUE_STATES } from '../../src/domain/queue/queue.ts';
import { RUN_STATUSES } from '../../src/domain/run/run.ts';
import { TASK_COMMANDS } from '../../src/domain/task/command.ts';
import { HOLDS } from '../../src/domain/task/hold.ts';
import { SITUATIONS } from '../../src/domain/task/situation.ts';
import { statesDocument } from '../../src/domain/task/states-document.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';
import { allEdges } from '../../src/domain/task/transition.ts';
import { REFUSAL_CODES, adviceOf } from '../../src/domain/task/verdict.ts';

const text = statesDocument();

test('docs/states.md is what the tables say (when not: npm run states)', () => {
  expect(readFileSync(path.join(import.meta.dirname, '../../docs/states.md'), 'utf8')).toBe(text);
});

test('the document speaks of every word of every closed set', () => {
  for (const word of [TASK_STATUSES, SITUATIONS, TASK_COMMANDS, HOLDS, ATTEMPT_OUTCOMES, FAILURES, PHASE_STATES, RUN_STATUSES, QUEUE_STATES, RUNNER_STATES].flat()) expect(text).toContain(`\`${word}\``);
  for (const reason of REFUSAL_CODES) expect(text).toContain(adviceOf(reason));
});

test('the picture has an arrow for every change and no other', () => {
  const arrows = [...text.matchAll(/^ {2}(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} ${to}`);
  expect(arrows.sort()).toEqual(allEdges('SYSTEM').map((edge) => edge.join(' ')).sort());
});

test('every row of every table has as many cells as its head', () => {
  for (const block of text.split('\n\n').filter((one) => one.startsWith('| '))) {
    const widths = block.trim().split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(widths).size, block).toBe(1);
  }
});
