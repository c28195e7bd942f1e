// The demo as a newcomer runs it: in a process of its own, on its own database, to its end.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const MAIN = path.join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const directories: string[] = [];

afterAll(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function freshDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-demo-'));
  directories.push(directory);
  return directory;
}

function runDemo(dataDir: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, PORT: '0', DATA_DIR: dataDir };
    execFile(process.execPath, [MAIN, 'demo', '--exit'], { env, timeout: 60_000, killSignal: 'SIGKILL' }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), text: out + err }),
    );
  });
}

// Both wait for their devices most of the time: they run side by side.
test.concurrent('the demo runs a graph of programs and a colour-matching workflow on the example deck side by side, shows every change and every line, and ends with 0', async () => {
  const dataDir = freshDirectory();
  const { code, text } = await runDemo(dataDir);
  expect(text).toMatch(/task {2}render-left +queued → in_progress +attempt 1/);
  expect(text).toMatch(/task {2}assemble +in_progress → completed +exit code 0/);
  expect(text.search(/task {2}assemble +created → queued/)).toBeGreaterThan(text.search(/task {2}render-right +in_progress → completed/));
  expect(text.match(/│ assemble/g)).toHaveLength(24);
  expect(text).toContain('the run mandelbrot succeeded');
  const picture = readFileSync(path.join(dataDir, 'demo', 'mandelbrot.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expectColors(text);
  expect(code).toBe(0);
}, 90_000);

function expectColors(text: string): void {
  const at = (pattern: RegExp): number => {
    const found = text.search(pattern);
    expect(found, String(pattern)).toBeGreaterThan(-1);
    return found;
  };
  // Each step for all samples of the batch before the next one, the batches one after the other.
  const order = [
    /task {2}match-colors +queued → in_progress/, /phase match-colors +prep running/, /step {2}match-colors +prep sample 0 {2}stirrer.heat +ok/, /phase match-colors +prep succeeded/, /phase match-colors +main 0 running/,
    /step {2}match-colors +main 0 sample 0 {2}camera.measure +ok/, /step {2}match-colors +main 0 sample 1 {2}camera.measure +ok/, /phase match-colors +main 0 succeeded/, /phase match-colors +main 1 running/,
    /step {2}match-colors +cleanup sample 0 {2}dispenser.rinse +ok/, /phase match-colors +cleanup succeeded/,
  ].map(at);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  for (const color of ['plum', 'moss', 'sky', 'rust']) expect(text).toMatch(new RegExp(`│ match-colors +${color} is (not )?matched: distance \\d`));
  expect(text).toMatch(/│ match-colors +the plate is clean/);
  expect(text).toContain('the run color-lab succeeded');
}

test.concurrent('a task of the demo that fails makes it end with another code than 0 and say so, and the other run goes on', async () => {
  const dataDir = freshDirectory();
  mkdirSync(path.join(dataDir, 'demo', 'left.gray'), { recursive: true }); // where the first task wants to write its file
  const { code, text } = await runDemo(dataDir);
  expect(text).toContain('the run mandelbrot ended as FAILED, the run color-lab succeeded');
  expect(existsSync(path.join(dataDir, 'demo', 'mandelbrot.png'))).toBe(false);
  expect(code).toBe(1);
}, 90_000);
