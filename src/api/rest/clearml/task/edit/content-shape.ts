// Shapes of what a task is made of, as create, validate, edit, update and clone take it.
import { z } from 'zod';
import { TASK_STATUSES } from '../../../../../domain/task/status.ts';
import { TASK_TYPES } from '../../../../../domain/task/task-type.ts';
import { id, object, opt, text, texts, whole } from '../../call-shape.ts';

const namedModel = z.object({ name: text, model: id });

/** `execution`: also `dataviews` and the like are dropped. */
export const execution = z.object({
  queue: opt(id), parameters: opt(object), model: opt(id), model_desc: opt(object), model_labels: opt(object), framework: opt(text), docker_cmd: opt(text), artifacts: opt(z.array(object)), test_split: opt(whole),
});

/** `{input, output}` of models. */
export const models = z.object({ input: opt(z.array(namedModel)), output: opt(z.array(namedModel)) });

/** What update takes of a task's description. */
export const description = { tags: opt(texts), system_tags: opt(texts), comment: opt(text), project: opt(id) };

/** Everything else that create and edit take. */
export const content = {
  ...description,
  parent: opt(id),
  output_dest: opt(text),
  execution: opt(execution),
  script: opt(object),
  hyperparams: opt(object),
  configuration: opt(object),
  models: opt(models),
  container: opt(object),
  runtime: opt(object),
  output: opt(z.object({ destination: opt(text), error: opt(text), result: opt(z.enum(['success', 'failure'])), model: opt(id) })),
};

/** The request of create and validate. */
export const newTask = z.object({ name: text, type: z.enum(TASK_TYPES), ...content });

/** The request of edit, but for the task. */
export const taskEdit = { name: opt(text), type: opt(z.enum(TASK_TYPES)), status: opt(z.enum(TASK_STATUSES)), status_message: opt(text), ...content };

/** What any of these requests may have. */
export type WireContent = { readonly [member in keyof typeof taskEdit]?: z.output<(typeof taskEdit)[member]> };
