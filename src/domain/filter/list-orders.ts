// What each noun's list can be ordered by: closed sets, each member of which has an index.

/** Tasks. Others would each cost every change of every task's status an index more. */
export const TASK_ORDERS = ['CREATED_AT', 'NAME', 'STATUS_CHANGED_AT'] as const;
/** Runs. */
export const RUN_ORDERS = ['CREATED_AT', 'NAME', 'STARTED_AT', 'ENDED_AT'] as const;
/** Workflows, queues, runners, decks, models and deployments. */
export const NAMED_ORDERS = ['CREATED_AT', 'NAME'] as const;
/** Projects. */
export const PROJECT_ORDERS = ['CREATED_AT', 'PATH'] as const;

/** Files. */
export const FILE_ORDERS = ['CREATED_AT'] as const;

/** What tasks can be ordered by. */
export type TaskOrderField = (typeof TASK_ORDERS)[number];
/** What runs can be ordered by. */
export type RunOrderField = (typeof RUN_ORDERS)[number];
/** What workflows, queues, runners, decks, models and deployments can be ordered by. */
export type NamedOrderField = (typeof NAMED_ORDERS)[number];
/** What projects can be ordered by. */
export type ProjectOrderField = (typeof PROJECT_ORDERS)[number];

/** What files can be ordered by. */
export type FileOrderField = (typeof FILE_ORDERS)[number];

/** The order of a list. Rows without a value come as if it were smaller than any: first when ascending, last when descending. */
export interface ListOrder<Field extends string> {
  readonly field: Field;
  readonly descending: boolean;
}
