// Models as a task names them: what it starts from and what it makes.

/** Which way a model goes. */
export const TASK_MODEL_KINDS = ['input', 'output'] as const;
/** A way. */
export type TaskModelKind = (typeof TASK_MODEL_KINDS)[number];

/** What tells a model from the others of its task. */
export interface TaskModelName {
  readonly kind: TaskModelKind;
  readonly name: string;
}

/** A model by the name that it has in the task. */
export interface NamedModel {
  readonly name: string;
  readonly modelId: string;
}

/** One model of a task's generation. */
export interface TaskModel extends TaskModelName, NamedModel {
  readonly taskId: string;
  readonly generation: number;
  readonly updatedAt: Date;
}

/** Names that a model gets whose caller knows of one only. */
export const ONLY_MODEL_NAME: Readonly<Record<TaskModelKind, string>> = { input: 'Input Model', output: 'Output Model' };
