// All that comes before a program is started: checks, directory, files, environment, pipes.
import type { CommandSpec } from '../../domain/task/spec.ts';
import type { RunnerContext } from '../runner-context.ts';
import type { RunnerOptions } from '../runner-options.ts';
import { makeAttemptDirectory, startDirectory } from './attempt-directory.ts';
import { BASE_VARIABLES, childEnvironment, GIT_VARIABLES, identity, pick } from './child-environment.ts';
import { commandLine, unservedNote, type CommandLine } from './argument-vector.ts';
import type { ClaimedCommand } from './claimed-command.ts';
import { checkout } from './git-checkout.ts';
import { PIP_VARIABLES, pipRequirements, withPackages } from './pip-packages.ts';
import { scriptFileOf, writeScript } from './script-file.ts';
import { openOutputPipes } from './output-pipes.ts';
import type { ProgramPlace } from './child-program.ts';

/** What a program needs to be started. */
export interface Prepared extends ProgramPlace {
  readonly line: CommandLine;
}

/** With what it is prepared. */
export interface PrepareTools {
  readonly context: RunnerContext;
  /** Takes a line about what was done. */
  readonly say: (line: string) => void;
  /** Aborted when the attempt is to end. */
  readonly signal: AbortSignal;
}

/** Prepares an attempt; throws `InvalidWork` when its spec cannot be served. The pipes come last: whoever has them must read them to their end. */
export async function prepare(claimed: ClaimedCommand, tools: PrepareTools): Promise<Prepared> {
  const { spec, attemptId } = claimed;
  const { workRoot, options } = tools.context;
  const [line, script] = [commandLine(spec), scriptFileOf(spec)];
  const note = unservedNote(spec, options.pip ?? 'off');
  if (note) tools.say(note);
  const directory = await makeAttemptDirectory(workRoot.attempts, attemptId);
  const env = childEnvironment(claimed, { source: options.environment, workDir: directory, server: serverOf(options) });
  const helpers = (names: readonly string[]) => ({ attemptId, env: { ...pick(options.environment, [...BASE_VARIABLES, ...names]), ...identity(claimed, directory) }, signal: tools.signal });
  if (isFromRepository(spec)) await checkout(helpers(GIT_VARIABLES), spec, { mirrors: workRoot.mirrors, directory, say: tools.say });
  const cwd = await startDirectory(directory, spec.workingDir, { mayMake: !isFromRepository(spec) });
  if (script !== null) await writeScript(cwd, script);
  const requirements = options.pip === 'venv' ? pipRequirements(spec) : '';
  const start = requirements === '' ? { line, env } : await withPackages(helpers(PIP_VARIABLES), { line, env }, { directory, requirements, say: tools.say });
  return { ...start, cwd, pipes: await openOutputPipes(tools.context.pipes) };
}

function serverOf({ server }: RunnerOptions): string {
  return typeof server === 'string' ? server : server[0]!;
}

function isFromRepository(spec: CommandSpec): spec is CommandSpec & { readonly repository: string } {
  return Boolean(spec.repository);
}
