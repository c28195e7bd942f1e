// The notification channels between replicas: they carry no data, only that it is worth looking.

/** New events were committed; the payload is empty. */
export const EVENT_CHANNEL = 'switchyard_event';

/** New output lines were committed; the payload is task ids with commas between, or `ALL_TASKS`. */
export const LOG_CHANNEL = 'switchyard_log';

/** Stands for more tasks than one payload can name. */
export const ALL_TASKS = '*';

/** PostgreSQL refuses payloads of 8,000 bytes and more. */
export const MAX_PAYLOAD_BYTES = 7_999;

/** The payload that names these tasks: `ALL_TASKS` when they do not fit. Ids are UUIDs, so characters are bytes. */
export function logPayload(taskIds: Iterable<string>): string {
  const payload = [...taskIds].join(',');
  return payload.length <= MAX_PAYLOAD_BYTES ? payload : ALL_TASKS;
}

/** The tasks a payload names, or `ALL_TASKS`. */
export function tasksOfPayload(payload: string): readonly string[] | typeof ALL_TASKS {
  return payload === ALL_TASKS ? ALL_TASKS : payload.split(',');
}
