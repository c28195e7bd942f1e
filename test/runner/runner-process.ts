// A runner as a process of its own, with a peer and a work directory; disposal kills it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DispatchPeer } from './dispatch-peer.ts';

const FIXTURE = path.join(import.meta.dirname, 'runner.fixture.ts');

export interface RunnerProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly peer: DispatchPeer;
  readonly workDir: string;
  readonly out: { text: string };
  readonly ended: Promise<number | null>;
}

export async function startRunner(dir = mkdtempSync(path.join(tmpdir(), 'switchyard-killed-'))): Promise<RunnerProcess> {
  const peer = await new DispatchPeer().listen();
  const child = spawn(process.execPath, [FIXTURE, peer.url, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const out = { text: '' };
  child.stdout.on('data', (text: Buffer) => (out.text += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await peer.die();
    rmSync(dir, { recursive: true, force: true });
  };
  return { child, peer, workDir: dir, out, ended, [Symbol.asyncDispose]: end };
}
