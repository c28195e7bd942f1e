// All that comes before a program is started: checks, directory, files, environment, pipes.
import type { CommandSpec } from '../../domain/task/spec.ts';
import type { RunnerContext } from '../runner-context.ts';
import { makeAttemptDirectory, startDirectory } from './attempt-directory.ts';
import { BASE_VARIABLES, childEnvironment, GIT_VARIABLES, identity, pick } from './child-environment.ts';
import { commandLine, unservedNote, type CommandLine } from './argument-vector.ts';
import type { ClaimedCommand } from './claimed-command.ts';
import { checkout } from './git-checkout.ts';
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
  const line = commandLine(spec);
  const note = unservedNote(spec);
  if (note) tools.say(note);
  const directory = await makeAttemptDirectory(workRoot.attempts, attemptId);
  const env = childEnvironment(claimed, { source: options.environment, workDir: directory });
  if (isFromRepository(spec)) {
    const gitEnv = { ...pick(options.environment, [...BASE_VARIABLES, ...GIT_VARIABLES]), ...identity(claimed, directory) };
    await checkout({ attemptId, env: gitEnv, signal: tools.signal }, spec, { mirrors: workRoot.mirrors, directory, say: tools.say });
  }
  const cwd = await startDirectory(directory, spec.workingDir, { mayMake: !isFromRepository(spec) });
  return { line, env, cwd, pipes: await openOutputPipes(tools.context.pipes) };
}

function isFromRepository(spec: CommandSpec): spec is CommandSpec & { readonly repository: string } {
  return Boolean(spec.repository);
}
