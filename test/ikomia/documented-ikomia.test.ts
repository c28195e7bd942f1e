// docs/ikomia.md and the example's caller against a real server with a runner: what they say can be done, can.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beads, SCENE } from '../../examples/deployments/scene.ts';
import { requireTool } from '../ground/optional-tool.ts';
import { ownServer, type OwnServer } from '../server/own-server.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DOCUMENT = readFileSync(path.join(ROOT, 'docs', 'ikomia.md'), 'utf8');
const run = promisify(execFile);

let own: OwnServer;
const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-documented-'));
beforeAll(async () => { own = await ownServer({ SWITCHYARD_RUNNERS: '1' }); });
afterAll(async () => {
  await own?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('each line of the shell in the document is answered with the status behind it', async () => {
  requireTool('curl');
  const [, block = ''] = /```sh\n([^]*?)```/.exec(DOCUMENT) ?? [];
  const lines = block.split('\n').filter((line) => line !== '').map((line) => /^(curl .*?) +# (\d{3})$/.exec(line) ?? [line, line, '']);
  const script = lines.map(([, line, status]) => (status === '' ? line! : `echo "${status} $(${line!.replace('curl -s', 'curl -s -o /dev/null -w "%{http_code}"')})"`)).join('\n');
  const { stdout } = await run('sh', ['-ec', script], { cwd: ROOT, env: { ...process.env, SERVER: own.server.url, TMPDIR: folder } });
  const answered = stdout.trim().split('\n').map((line) => line.split(' '));
  expect(answered.length).toBeGreaterThanOrEqual(5);
  expect(answered.map(([, status]) => status)).toEqual(answered.map(([told]) => told));
});

test('the caller of the example gets the picture with a box around each bead', async () => {
  const marked = path.join(folder, 'marked.jpg');
  const { stdout } = await run(process.execPath, [path.join(ROOT, 'examples', 'deployments', 'call.ts'), `${own.server.url}/deployments/count-beads`, marked]);
  expect(stdout).toContain(`${beads().length} things found`);
  const [answered, shipped] = await Promise.all([marked, path.join(ROOT, 'examples', 'deployments', 'marked.jpg')].map((file) => sharp(file).raw().toBuffer({ resolveWithObject: true })));
  expect(answered!.info).toMatchObject(SCENE);
  // The one that is shown in the README was packed again, smaller.
  const apart = answered!.data.reduce((sum, value, i) => sum + Math.abs(value - shipped!.data[i]!), 0);
  expect(apart / answered!.data.length).toBeLessThan(6);
});
