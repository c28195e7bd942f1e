// What an experiment needs to speak to the server about its own task.
import type { CommandSpec } from '../../domain/task/spec.ts';
import { isExperiment } from '../../domain/task/content/experiment-program.ts';
import type { Environment, VariableSource } from './child-environment.ts';

/** Variables that go from the runner's environment to experiments, and to nothing else: addresses and the key that they may use. The runner's own key is not among them. */
export const EXPERIMENT_VARIABLES = [
  'CLEARML_API_HOST', 'CLEARML_WEB_HOST', 'CLEARML_FILES_HOST', 'CLEARML_API_ACCESS_KEY', 'CLEARML_API_SECRET_KEY', 'CLEARML_CONFIG_FILE', 'CLEARML_API_HOST_VERIFY_CERT', 'CLEARML_CACHE_DIR',
] as const;

/** The library asks for a key even where none is needed; where one is, this is what it is told not to be known. */
const NO_KEY = 'set-it-in-the-environment-of-the-runner';

/** The addresses and the key of an experiment; nothing for other commands. What the runner's own environment says goes before what is taken for granted. */
export function experimentEnvironment({ spec }: { readonly spec: CommandSpec }, { source, server }: { readonly source: VariableSource; readonly server: string }): Environment {
  if (!isExperiment(spec.env)) return {};
  const passed = EXPERIMENT_VARIABLES.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]] as const]));
  return {
    CLEARML_API_HOST: server, CLEARML_WEB_HOST: server, CLEARML_FILES_HOST: `${server}/clearml-files`, CLEARML_API_ACCESS_KEY: NO_KEY, CLEARML_API_SECRET_KEY: NO_KEY,
    ...Object.fromEntries(passed),
  };
}

/** Which task an experiment is, under both names that the library looks for. */
export function experimentIdentity({ spec, taskId }: { readonly spec: CommandSpec; readonly taskId: string }): Environment {
  if (!isExperiment(spec.env)) return {};
  const id = taskId.replaceAll('-', '');
  return { CLEARML_TASK_ID: id, TRAINS_TASK_ID: id };
}
