// The sum of a CI run counts every way a step can fail, and ends with the one line that is read by machines.
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Ended, ROOT, makeTree, runScript } from './tree.ts';

interface Step {
  readonly name: string;
  readonly exit: number;
  readonly report?: { passed: number; failed: number; brokenFiles?: number; named?: readonly string[] };
}

function reportOf({ passed, failed, brokenFiles = 0, named = [] }: NonNullable<Step['report']>): string {
  const broken = Array.from({ length: brokenFiles }, (_, n) => ({ name: `broken${n}.test.ts`, status: 'failed', message: 'cannot import', assertionResults: [] }));
  const withTests = named.map((fullName) => ({ name: 'some.test.ts', status: 'failed', assertionResults: [{ fullName, status: 'failed', failureMessages: ['AssertionError: 1 is not 2\n    at deep inside'] }, { fullName: 'another', status: 'passed' }] }));
  return JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults: [...broken, ...withTests] });
}

async function sum(steps: readonly Step[]): Promise<Ended & { last: string }> {
  const root = makeTree(Object.fromEntries(steps.flatMap(({ name, report }) => (report === undefined ? [] : [[`${name}.json`, reportOf(report)]]))));
  const args = steps.map(({ name, exit }) => `${name}=${exit}=${path.join(root, `${name}.json`)}`);
  const ended = await runScript(path.join(ROOT, 'scripts', 'sum-tests.mjs'), args, { cwd: root });
  return { ...ended, last: ended.output.trimEnd().split('\n').at(-1) ?? '' };
}

test('the tests of all steps are added up', async () => {
  const good = [{ name: 'test', exit: 0, report: { passed: 40, failed: 0 } }, { name: 'test:fault', exit: 0, report: { passed: 2, failed: 0 } }];
  expect(await sum(good)).toMatchObject({ code: 0, last: '42 passed, 0 failed' });
});

test('a failed test fails the run and is counted once', async () => {
  expect(await sum([{ name: 'test', exit: 1, report: { passed: 3, failed: 2 } }])).toMatchObject({ code: 1, last: '3 passed, 2 failed' });
});

test('each test that failed is named at the end, with the first line of why', async () => {
  const { output, last } = await sum([{ name: 'test', exit: 1, report: { passed: 3, failed: 1, named: ['water runs uphill'] } }]);
  expect(output).toContain('some.test.ts: water runs uphill\n  AssertionError: 1 is not 2\n');
  expect(output).not.toMatch(/deep inside|another/);
  expect(last).toBe('3 passed, 1 failed');
});

test('a step that fails before or outside its tests counts as one failure', async () => {
  expect(await sum([{ name: 'test', exit: 2 }])).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
  expect(await sum([{ name: 'test', exit: 1, report: { passed: 9, failed: 0 } }])).toMatchObject({ code: 1, last: '9 passed, 1 failed' });
});

test('a test file that cannot be loaded is a failure', async () => {
  expect(await sum([{ name: 'test', exit: 1, report: { passed: 5, failed: 0, brokenFiles: 2 } }])).toMatchObject({ code: 1, last: '5 passed, 2 failed' });
});

test('a step that tested nothing, and a run without steps, are failures', async () => {
  expect(await sum([{ name: 'test', exit: 0, report: { passed: 0, failed: 0 } }])).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
  expect(await sum([])).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
});
