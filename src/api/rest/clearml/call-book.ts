// All calls by name, each with its forms for different versions, the newest first.
import { accountCalls } from './account/account-calls.ts';
import { taskReadCalls } from './task/read/task-read-calls.ts';
import { taskEditCalls } from './task/edit/task-edit-calls.ts';
import { taskStatusCalls } from './task/status/task-status-calls.ts';
import { projectCalls } from './project/project-calls.ts';
import { queueCalls } from './queue/queue-calls.ts';
import { workerCalls } from './worker/worker-calls.ts';
import { eventCalls } from './event/event-calls.ts';
import { modelCalls } from './model/model-calls.ts';
import { type ApiVersion, compareVersions, versionOf } from './api-version.ts';
import type { ClearmlCall } from './clearml-call.ts';

/** Every form of every call. */
export const CLEARML_CALLS: readonly ClearmlCall[] = [
  ...accountCalls,
  ...taskReadCalls,
  ...taskEditCalls,
  ...taskStatusCalls,
  ...projectCalls,
  ...queueCalls,
  ...workerCalls,
  ...eventCalls,
  ...modelCalls,
];

const BOOK = bookOf(CLEARML_CALLS);

/** The newest form of a call that the version has; null when there is none, which is how clients learn what is missing. */
export function callFor(name: string, version: ApiVersion): ClearmlCall | null {
  return BOOK.get(name)?.find(({ since }) => compareVersions(since, version) <= 0)?.call ?? null;
}

interface Form {
  readonly since: ApiVersion;
  readonly call: ClearmlCall;
}

function bookOf(calls: readonly ClearmlCall[]): ReadonlyMap<string, readonly Form[]> {
  const book = new Map<string, Form[]>();
  for (const call of calls) book.set(call.name, [...(book.get(call.name) ?? []), { since: versionOf(call.since), call }]);
  for (const forms of book.values()) forms.sort((a, b) => compareVersions(b.since, a.since));
  return book;
}
