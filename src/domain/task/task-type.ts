// What kind of experiment a task is, as its people see it; it changes nothing about how it runs.

/** Every type, in the words of ClearML. */
export const TASK_TYPES = ['training', 'testing', 'inference', 'data_processing', 'application', 'monitor', 'controller', 'optimizer', 'service', 'qc', 'report', 'custom'] as const;
/** A type of task; `custom` where nobody has said more. */
export type TaskType = (typeof TASK_TYPES)[number];
