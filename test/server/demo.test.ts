// The demo as a newcomer runs it: in a process of its own, on its own database, to its end.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';

const MAIN = path.join(import.meta.dirname, '..', '..', 'dist', 'main.js');
const directories: string[] = [];

afterEach(() => {
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

test('the demo runs three tasks in the order of their graph, shows every change and every line, leaves a picture and ends with 0', async () => {
  const dataDir = freshDirectory();
  const { code, text } = await runDemo(dataDir);
  expect(text).toMatch(/task {2}render-left +queued → in_progress +attempt 1/);
  expect(text).toMatch(/task {2}assemble +in_progress → completed +exit code 0/);
  expect(text.search(/task {2}assemble +created → queued/)).toBeGreaterThan(text.search(/task {2}render-right +in_progress → completed/));
  expect(text.match(/│ assemble/g)).toHaveLength(24);
  expect(text).toContain('the run succeeded');
  const picture = readFileSync(path.join(dataDir, 'demo', 'mandelbrot.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(code).toBe(0);
}, 90_000);

test('a task of the demo that fails makes it end with another code than 0 and say so', async () => {
  const dataDir = freshDirectory();
  mkdirSync(path.join(dataDir, 'demo', 'left.gray'), { recursive: true }); // where the first task wants to write its file
  const { code, text } = await runDemo(dataDir);
  expect(text).toContain('the run ended as FAILED');
  expect(existsSync(path.join(dataDir, 'demo', 'mandelbrot.png'))).toBe(false);
  expect(code).toBe(1);
}, 90_000);
