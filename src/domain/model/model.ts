// A model: what a task has learnt or begins with, by the address of its file; the bytes are elsewhere.
import type { JsonObject } from '../task/task-doc.ts';

/** A model as stored. Times are database times. */
export interface Model {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  /** Where its file is: any address. Empty while it has none. */
  readonly uri: string;
  readonly framework: string | null;
  /** Label → number. */
  readonly labels: JsonObject;
  readonly design: JsonObject | null;
  /** Whether it is published; others are drafts and go with the task that made them. */
  readonly ready: boolean;
  /** The task that made it. */
  readonly taskId: string | null;
  /** Whether that task has been deleted since. */
  readonly taskDeleted: boolean;
  /** The model that it was made from. */
  readonly parentId: string | null;
  readonly comment: string;
  readonly tags: readonly string[];
  /** Tags that programs give and read, such as `archived`. */
  readonly systemTags: readonly string[];
  /** Key → `{key, type, value}`, all texts. */
  readonly metadata: JsonObject;
  /** Everybody may read it, and nobody may change it. */
  readonly isPublic: boolean;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly version: number;
  readonly ord: number;
}
