import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { RUN_COMMANDS } from '../../src/domain/run/run-command.ts';
import { TASK_COMMANDS } from '../../src/domain/task/command.ts';
import { controlDocument } from '../../src/domain/task/control-document.ts';
import { HOLDS } from '../../src/domain/task/hold.ts';
import { RETRY_FROM } from '../../src/domain/task/retry-from.ts';

const text = controlDocument();

test('docs/control.md is what the tables say (when not: npm run control)', () => {
  expect(readFileSync(path.join(import.meta.dirname, '../../docs/control.md'), 'utf8')).toBe(text);
});

test('the guide speaks of every command, every hold that begins, and every place to retry from', () => {
  for (const word of [TASK_COMMANDS, RUN_COMMANDS, HOLDS.filter((hold) => hold !== 'NONE')].flat()) expect(text).toContain(`\`${word}\``);
  for (const from of RETRY_FROM) expect(text).toContain(`from: ${from}`);
});

test('every row of every table has as many cells as its head', () => {
  for (const block of text.split('\n\n').filter((one) => one.startsWith('| '))) {
    const widths = block.trim().split('\n').map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(widths).size, block).toBe(1);
  }
});
