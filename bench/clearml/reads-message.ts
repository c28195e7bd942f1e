// What the processes of the measurements of reads say to each other.

/** An order to the server: say what it has used. */
export type ServerOrder = Readonly<Record<string, never>>;

/** Its report: the port at its start, then the time of all its cores so far, in seconds. */
export interface ServerReport {
  readonly port?: number;
  readonly cpuSeconds?: number;
}

/** An order to the clients that poll: each asks for its task again and again. */
export interface PollOrder {
  readonly port: number;
  readonly authorization: string | null;
  readonly tasks: readonly string[];
  readonly seconds: number;
  /** Time between two calls of one client. */
  readonly periodMs: number;
}

/** Their report: calls answered, and the slowest of them, in milliseconds. */
export interface PollReport {
  readonly calls?: number;
  readonly slowestMs?: number;
}

/** Tasks of the project. */
export const PROJECT_TASKS = 5_000;
/** What a list asks for of each task: what the SDK asks for when it looks for tasks. */
export const LIST_FIELDS = ['id', 'name', 'status', 'type', 'project', 'created', 'last_update', 'system_tags'] as const;
