// What people write about a task and what its program is given: cold, large, and read by itself.
import type { JsonValue } from '../event/event.ts';

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The document of a task. */
export interface TaskDoc {
  readonly taskId: string;
  readonly comment: string;
  /** The program as its author gave it; the `command` spec of the task is made of it. Null = there is only the spec. */
  readonly script: JsonObject | null;
  /** `parameters`, `model_desc`, `model_labels`, `framework`, `docker_cmd` and the like; queue, models and artifacts have columns and tables of their own. */
  readonly execution: JsonObject;
  /** Section → name → `{section, name, value, type?, description?}`, all texts. */
  readonly hyperparams: JsonObject;
  /** Name → `{name, value, type?, description?}`, all texts. */
  readonly configuration: JsonObject;
  readonly runtime: JsonObject;
  /** `{image, arguments, setup_shell_script}`. */
  readonly container: JsonObject;
  /** `{destination?, error?, result?}`. */
  readonly output: JsonObject;
}

/** The document of a task that has none. */
export function emptyDoc(taskId: string): TaskDoc {
  return { taskId, comment: '', script: null, execution: {}, hyperparams: {}, configuration: {}, runtime: {}, container: {}, output: {} };
}
