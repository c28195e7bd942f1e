// The Python environments of the interoperation tests: made once in the checkout's cache with the pinned clients in them, and kept.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findTool } from '../ground/optional-tool.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** Longest install, ms: some 60 MB of wheels. */
const INSTALL_MS = 5 * 60_000;

/** Clients with what they need, which is not what other clients need. */
interface Environment {
  /** As people know them. */
  readonly clients: string;
  /** Where its Python is named, for `requireTool`. */
  readonly variable: string;
  readonly requirements: string;
  readonly home: string;
  /** What must be importable when it is installed. */
  readonly modules: string;
}

const ENVIRONMENTS: readonly Environment[] = [
  { clients: 'ClearML clients', variable: 'SWITCHYARD_CLEARML_PYTHON', requirements: path.join(import.meta.dirname, 'requirements.txt'), home: path.join(ROOT, '.cache', 'interop-venv'), modules: 'clearml, clearml_agent' },
  { clients: 'Ikomia SDK', variable: 'SWITCHYARD_IKOMIA_PYTHON', requirements: path.join(import.meta.dirname, 'ikomia', 'requirements.txt'), home: path.join(ROOT, '.cache', 'ikomia-venv'), modules: 'ikclient.core.client' },
];

/**
 * Before all tests: makes each environment when it is missing or of other pins, and names its Python in its variable, where `requireTool` finds
 * it. A machine without Python or pip, or without a network, is told on one line; its tests are skipped, or fail where SWITCHYARD_REQUIRE names
 * the tool.
 */
export default async function setup(): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    if (process.env[environment.variable]) continue;
    try {
      process.env[environment.variable] = await pythonWithClients(environment);
    } catch (error) {
      console.error(`no ${environment.clients} here: ${reasonOf(error)}`);
    }
  }
}

async function pythonWithClients({ clients, requirements, home, modules }: Environment): Promise<string> {
  const python = findTool('python', process.env);
  if (python === null) throw new Error('python3 was not found; install Python 3.11 or newer with pip, or name it in SWITCHYARD_PYTHON');
  const own = path.join(home, 'bin', 'python');
  // Written last: an install that was interrupted leaves none.
  const stamp = path.join(home, 'installed');
  const wanted = await stampOf(python, requirements);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return own;
  console.error(`installing the pinned ${clients} (once; about a minute)`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(path.dirname(home), { recursive: true });
  await install(python, { own, home, requirements });
  await run(own, ['-c', `import ${modules}`]);
  writeFileSync(stamp, wanted);
  return own;
}

/**
 * The machine's pip installs into an environment without one, which needs no `ensurepip`: Debian keeps that in a package of its own.
 * A Python without pip may still bring `ensurepip`.
 */
async function install(python: string, { own, home, requirements }: { readonly own: string; readonly home: string; readonly requirements: string }): Promise<void> {
  const options = ['--no-input', '--disable-pip-version-check', '--no-warn-script-location', '--quiet', '-r', requirements];
  const hasPip = await run(python, ['-m', 'pip', '--version']).then(() => true, () => false);
  await run(python, ['-m', 'venv', ...(hasPip ? ['--without-pip'] : []), home]);
  await (hasPip ? run(python, ['-m', 'pip', '--python', own, 'install', ...options]) : run(own, ['-m', 'pip', 'install', ...options]));
}

async function stampOf(python: string, requirements: string): Promise<string> {
  const { stdout } = await run(python, ['-c', 'import sys, sysconfig; print(sys.executable, sys.version, sysconfig.get_platform())']);
  return createHash('sha256').update(readFileSync(requirements)).update(stdout).digest('hex');
}

function run(program: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(program, args, { timeout: INSTALL_MS, maxBuffer: 16 * 1_048_576 });
}

/** The last line that the failed program wrote, or the message. */
function reasonOf(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  return stderr.trim().split('\n').at(-1) || message;
}
