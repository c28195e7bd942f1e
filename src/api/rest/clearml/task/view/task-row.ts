// A task as searches bring it for its object; columns that were not asked for are undefined.
import type { JsonObject } from '../../../../../domain/task/task-doc.ts';
import type { TaskSpec } from '../../../../../domain/task/spec.ts';
import type { TaskStatus } from '../../../../../domain/task/status.ts';

/** A model of a task: `model` in 32 digits after it was shown, as UUID before; `updated` in milliseconds. */
export interface TaskModelEntry {
  readonly name: string;
  readonly model: string;
  readonly updated: number;
}

/** The columns. What a task without a document or without activity has not is null. */
export interface ShownTask {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: TaskStatus;
  readonly statusReason: string;
  readonly statusMessage: string;
  readonly orderVerb: string | null;
  readonly statusChanged: Date | null;
  readonly createdBy: string | null;
  readonly projectShown: string | null;
  readonly parentId: string | null;
  readonly parentDeleted: boolean;
  readonly isPublic: boolean;
  readonly tags: readonly string[];
  readonly systemTags: readonly string[];
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly publishedAt: Date | null;
  readonly queueId: string | null;
  readonly enqueueStatus: string | null;
  readonly spec: TaskSpec;
  readonly comment: string | null;
  readonly script: JsonObject | null;
  readonly execution: JsonObject | null;
  readonly hyperparams: JsonObject | null;
  readonly configuration: JsonObject | null;
  readonly runtime: JsonObject | null;
  readonly container: JsonObject | null;
  readonly output: JsonObject | null;
  readonly lastUpdate: Date;
  readonly lastChange: Date;
  readonly lastChangedBy: string | null;
  readonly lastWorker: string | null;
  readonly lastWorkerReport: Date | null;
  readonly lastIteration: number;
  readonly activeDuration: number | null;
  readonly artifacts: readonly JsonObject[] | null;
  readonly inputModels: readonly TaskModelEntry[] | null;
  readonly outputModels: readonly TaskModelEntry[] | null;
  readonly lastMetrics: JsonObject | null;
}
