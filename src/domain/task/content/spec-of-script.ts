// From the script of a task to the command that our own runner executes, and back.
import { EXPERIMENT_VARIABLE } from './experiment-program.ts';
import type { CommandSpec } from '../spec.ts';
import type { JsonObject } from '../task-doc.ts';
import { ownMember } from './content-reading.ts';
import { entryText, entryWords } from './entry-words.ts';

/** What a command is made of. */
export interface SpecSource {
  readonly script: JsonObject | null;
  readonly container: JsonObject;
  /** The command as it is: its environment and its times stay, and all of it when there is no script. */
  readonly former: CommandSpec | null;
}

/** The program of a script that names none. */
export const DEFAULT_BINARY = 'python';

const COMMIT = /^[0-9a-f]{7,64}$/;

/**
 * The command of a script. The first word of its entry point is the entry point, the others are arguments: of `-m module` that is `-m`. A
 * version that is no commit id stays in the script alone. Without a repository `diff` is the whole program, and the entry point its file.
 * Its environment says that it is an experiment, so that a runner tells it which task it is and where the server is. It is as large as the script is: hold it against the limits of a spec.
 */
export function specOfScript({ script, container, former }: SpecSource): CommandSpec {
  const image = containerOf(container);
  const kept = { env: former?.env ?? {}, ...(former?.timeoutSeconds === undefined ? {} : { timeoutSeconds: former.timeoutSeconds }), ...(former?.graceSeconds === undefined ? {} : { graceSeconds: former.graceSeconds }) };
  if (script === null) {
    const { container: _former, ...rest } = former ?? { kind: 'command' as const, binary: DEFAULT_BINARY, args: [], env: {} };
    return { ...rest, ...image };
  }
  const text = (field: string): string => (typeof ownMember(script, field) === 'string' ? (script[field] as string) : '');
  const given = <K extends string>(key: K, value: string) => (value === '' ? {} : { [key]: value }) as { readonly [key in K]?: string };
  const binary = text('binary') || DEFAULT_BINARY;
  const [entryPoint = '', ...args] = entryWords(text('entry_point') || (text('repository') === '' && text('diff') !== '' ? nameless(binary) : ''));
  const commit = text('version_num').toLowerCase();
  const requirements = ownMember(script, 'requirements') as JsonObject | undefined;
  return {
    kind: 'command', binary, args, ...kept, ...image, env: { ...kept.env, [EXPERIMENT_VARIABLE]: '1' },
    ...given('entryPoint', entryPoint), ...given('workingDir', text('working_dir')), ...given('repository', text('repository')), ...given('branch', text('branch')), ...given('tag', text('tag')),
    ...given('commit', COMMIT.test(commit) ? commit : ''), ...given('diff', text('diff')), ...(requirements === undefined ? {} : { requirements }),
  };
}

/** A script that `specOfScript` makes this command of. */
export function scriptOfSpec(spec: CommandSpec): JsonObject {
  const { binary, entryPoint, args, workingDir, repository, branch, tag, commit, diff, requirements } = spec;
  const given = (key: string, value: string | undefined): JsonObject => (value === undefined ? {} : { [key]: value });
  return {
    binary, entry_point: entryText([...(entryPoint === undefined ? [] : [entryPoint]), ...args]), repository: repository ?? '',
    ...given('working_dir', workingDir), ...given('branch', branch), ...given('tag', tag), ...given('version_num', commit), ...given('diff', diff), ...(requirements === undefined ? {} : { requirements }),
  };
}

/** The file of a program that was given without a name. */
function nameless(binary: string): string {
  return /(?:^|\/)(?:ba|z|da)?sh$/.test(binary) ? 'untitled.sh' : 'untitled.py';
}

function containerOf(container: JsonObject): Pick<CommandSpec, 'container'> {
  const said = Object.entries(container).filter(([, value]) => value !== null && value !== '');
  return said.length === 0 ? {} : { container: Object.fromEntries(said) };
}
