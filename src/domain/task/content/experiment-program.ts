// Commands that are experiments: programs with a library in them that speaks to this server about its own task.

/** Variable of a command's environment that says so, with the value 1. Commands without it may speak of their tasks to other servers, and must not be led here. */
export const EXPERIMENT_VARIABLE = 'SWITCHYARD_CLEARML';

/** Whether the environment of a command says that it is one. */
export function isExperiment(env: { readonly [name: string]: string } | undefined): boolean {
  return env?.[EXPERIMENT_VARIABLE] === '1';
}
