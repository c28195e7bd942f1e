// Calls that change where a task stands, written down once for one task and for many.
import { z } from 'zod';
import { ids, id } from '../../call-shape.ts';
import { clearmlCall, type ClearmlCall, type ClearmlData } from '../../clearml-call.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { runMany } from '../run-many.ts';

/** What is done to a task, and the calls that do it. */
export interface StatusAction<Shape extends z.ZodRawShape> {
  /** `close` is the call `tasks.close`. */
  readonly name: string;
  /** The least version of the call. @default '1.0' */
  readonly since?: string;
  /** Whether `<name>_many` does it to many tasks. */
  readonly hasMany?: boolean;
  /** What the call takes beside the task. */
  readonly shape: Shape;
  /** Does it to the task of an id as the caller wrote it. */
  readonly run: (context: ClearmlContext, task: string, input: z.output<z.ZodObject<Shape>>) => Promise<ClearmlData>;
}

/** Most tasks of one call; each is a command of its own. */
export const MAX_MANY = 1_000;

/** The version in which calls for many tasks appeared. */
const MANY_SINCE = '2.13';

/** The calls of an action. */
export function statusCalls<Shape extends z.ZodRawShape>(action: StatusAction<Shape>): readonly ClearmlCall[] {
  const { name, since = '1.0', hasMany = false, run } = action;
  const shape = z.object(action.shape);
  const one = clearmlCall(`tasks.${name}`, { since, input: shape.and(z.object({ task: id })), run: (context, input) => run(context, input.task, input as never) });
  if (!hasMany) return [one];
  const many = z.object({ ids: ids.pipe(z.array(z.string()).min(1).max(MAX_MANY)) });
  return [one, clearmlCall(`tasks.${name}_many`, { since: MANY_SINCE, input: shape.and(many), run: (context, input) => runMany(context, input.ids, (one, task) => run(one, task, input as never)) })];
}
