// Processes of functions end with their runner: nothing of them is left after an end, a kill, or a child that left its group.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startOf } from '../../src/runner/process/process-scan.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { waitUntil } from '../runner/wait-until.ts';
import { functionFile, functionGround, jsonOf, picture } from './function-bench.ts';

const FIXTURE = path.join(import.meta.dirname, 'function-house.fixture.ts');
const port = (run: string): string => `export const go = { inputs: { image: 'IMAGE' }, outputs: { data: 'DATA_DICT' }, run: ${run} };`;
const BLOCKS = {
  typescript: functionFile('block.mjs', port('(_, __, { log }) => (log(String(process.pid)), new Promise(() => setTimeout(() => { for (;;); }, 20)))')),
  python: functionFile('block.py', 'import os\nfrom switchyard import *\ndef go(image: Image) -> dict:\n    print(os.getpid())\n    while True: pass\n'),
};

test.each(['typescript', 'python'] as const)('a function in %s that blocks is gone after a kill -9 of its runner', async (language) => {
  const python = requireTool('python');
  const runner = spawn(process.execPath, [FIXTURE, python, BLOCKS[language], 'block.go'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve, reject) => {
    createInterface({ input: runner.stdout }).once('line', (line) => resolve(Number(line)));
    runner.once('exit', (code) => reject(new Error(`the house ended with ${code}`)));
  });
  expect(startOf(pid)).not.toBeNull();
  runner.kill('SIGKILL');
  await waitUntil('the end of the function', () => startOf(pid) === null);
});

test('what a function has started is ended with its house, also what left its group', async () => {
  const ground = await functionGround();
  const text = `import { spawn } from 'node:child_process';\n${port("() => { const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }); child.unref(); return { data: { pid: child.pid } }; }")}`;
  const bench = await ground.open([functionFile('starts.mjs', text)]);
  const [value] = await bench.call('starts.go', [picture(1, 1, [1])]);
  const { pid } = jsonOf(value) as { pid: number };
  expect(startOf(pid)).not.toBeNull();
  await bench[Symbol.asyncDispose]();
  expect(startOf(pid)).toBeNull();
  await ground[Symbol.asyncDispose]();
});
