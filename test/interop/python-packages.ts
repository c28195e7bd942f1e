// The Python environment of the interoperation tests: made once in the checkout's cache with the pinned clients in it, and kept.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findTool } from '../ground/optional-tool.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const REQUIREMENTS = path.join(import.meta.dirname, 'requirements.txt');
const HOME = path.join(ROOT, '.cache', 'interop-venv');
const PYTHON = path.join(HOME, 'bin', 'python');
/** Written last: an install that was interrupted leaves none. */
const STAMP = path.join(HOME, 'installed');
/** Longest install, ms: some 60 MB of wheels. */
const INSTALL_MS = 5 * 60_000;

/**
 * Before all tests: makes the environment when it is missing or of other pins, and names its Python in SWITCHYARD_CLEARML_PYTHON, where
 * `requireTool('clearml')` finds it. A machine without Python or pip, or without a network, is told on one line; its tests are skipped, or
 * fail where SWITCHYARD_REQUIRE names `clearml`.
 */
export default async function setup(): Promise<void> {
  if (process.env['SWITCHYARD_CLEARML_PYTHON']) return;
  try {
    process.env['SWITCHYARD_CLEARML_PYTHON'] = await pythonWithClients();
  } catch (error) {
    console.error(`no clients of others here: ${reasonOf(error)}`);
  }
}

async function pythonWithClients(): Promise<string> {
  const python = findTool('python', process.env);
  if (python === null) throw new Error('python3 was not found; install Python 3.11 or newer with pip, or name it in SWITCHYARD_PYTHON');
  const wanted = await stampOf(python);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return PYTHON;
  console.error('installing the pinned clients (once; about a minute)');
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(path.dirname(HOME), { recursive: true });
  await install(python);
  writeFileSync(STAMP, wanted);
  return PYTHON;
}

/**
 * The machine's pip installs into an environment without one, which needs no `ensurepip`: Debian keeps that in a package of its own.
 * A Python without pip may still bring `ensurepip`.
 */
async function install(python: string): Promise<void> {
  const options = ['--no-input', '--disable-pip-version-check', '--no-warn-script-location', '--quiet', '-r', REQUIREMENTS];
  const hasPip = await run(python, ['-m', 'pip', '--version']).then(() => true, () => false);
  await run(python, ['-m', 'venv', ...(hasPip ? ['--without-pip'] : []), HOME]);
  await (hasPip ? run(python, ['-m', 'pip', '--python', PYTHON, 'install', ...options]) : run(PYTHON, ['-m', 'pip', 'install', ...options]));
  await run(PYTHON, ['-c', 'import clearml, clearml_agent, ikclient.core.client']);
}

async function stampOf(python: string): Promise<string> {
  const { stdout } = await run(python, ['-c', 'import sys, sysconfig; print(sys.executable, sys.version, sysconfig.get_platform())']);
  return createHash('sha256').update(readFileSync(REQUIREMENTS)).update(stdout).digest('hex');
}

function run(program: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(program, args, { timeout: INSTALL_MS, maxBuffer: 16 * 1_048_576 });
}

/** The last line that the failed program wrote, or the message. */
function reasonOf(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  return stderr.trim().split('\n').at(-1) || message;
}
