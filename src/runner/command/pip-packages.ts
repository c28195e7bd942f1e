// Packages that a program needs: put into an environment of its own, thrown away with the attempt.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandSpec } from '../../domain/task/spec.ts';
import type { CommandLine } from './argument-vector.ts';
import type { Environment } from './child-environment.ts';
import { type HelperRun, runHelper } from './helper-program.ts';
import { InvalidWork } from './invalid-work.ts';

/** What a runner does with the packages that a command names: nothing, or it installs them. */
export type PipMode = 'off' | 'venv';

/** Seconds for the installation; what takes longer is to be put on the machine once for all. */
export const PIP_TIMEOUT_SECONDS = 1_800;

/** Variables that pip gets beside the base: where packages come from. They may carry passwords, and the program does not get them. */
export const PIP_VARIABLES = ['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_TRUSTED_HOST', 'PIP_FIND_LINKS', 'PIP_NO_INDEX', 'PIP_CACHE_DIR', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'] as const;

const FOLDER = '.switchyard-venv';
const PYTHON = /^(?:.*\/)?python(?:\d+(?:\.\d+)?)?$/;

/** The lines for pip that a spec names; '' when there are none. */
export function pipRequirements({ requirements }: CommandSpec): string {
  const pip = requirements?.['pip'];
  const lines = Array.isArray(pip) ? pip.filter((line): line is string => typeof line === 'string') : typeof pip === 'string' ? pip.split('\n') : [];
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#')).join('\n');
}

/** A program to start, with its environment. */
export interface Startable {
  readonly line: CommandLine;
  readonly env: Environment;
}

/** Installs the requirements and gives the program as it is to be started then. Throws `InvalidWork` with pip's reason; programs that are no Python stay as they are. */
export async function withPackages(run: HelperRun, { line, env }: Startable, to: { readonly directory: string; readonly requirements: string; readonly say: (line: string) => void }): Promise<Startable> {
  if (!PYTHON.test(line.binary)) return { line, env };
  const folder = path.join(to.directory, FOLDER);
  const list = path.join(folder, 'requirements.txt');
  const call = { cwd: to.directory, timeoutSeconds: PIP_TIMEOUT_SECONDS };
  // The pip of the machine is seen from inside: to put another one in takes seconds.
  await orInvalid(run, { ...call, program: line.binary, args: ['-m', 'venv', '--without-pip', '--system-site-packages', folder] }, 'an environment for the packages cannot be made');
  await writeFile(list, `${to.requirements}\n`);
  const python = path.join(folder, 'bin', 'python');
  await orInvalid(run, { ...call, program: python, args: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', list] }, 'the packages cannot be installed');
  to.say(`installed ${to.requirements.split('\n').length} packages with pip`);
  return { line: { ...line, binary: python }, env: { ...env, VIRTUAL_ENV: folder, PATH: `${path.join(folder, 'bin')}:${env['PATH'] ?? ''}` } };
}

async function orInvalid(run: HelperRun, call: Parameters<typeof runHelper>[1], failure: string): Promise<void> {
  const { ok, stdout, stderr } = await runHelper(run, call);
  if (!ok) throw new InvalidWork(`${failure}: ${(stderr.trim() || stdout.trim()).slice(-2_000) || `no reason was given within ${call.timeoutSeconds} s`}`);
}
