// The few calls that every load begins and ends with.
import { decodeCursor } from '../../../../src/domain/event/cursor.ts';
import { callApi } from '../../api-client.ts';

const CREATE_QUEUE = 'mutation ($input: CreateQueueInput!) { createQueue(input: $input) { queue { id } userErrors { message } } }';

/** Makes a queue for commands; its global id. */
export async function makeQueue(url: string, name: string): Promise<string> {
  const { createQueue } = await callApi<{ createQueue: { queue: { id: string } | null; userErrors: object[] } }>(url, CREATE_QUEUE, { input: { name, accepts: ['COMMAND'] } });
  if (!createQueue.queue) throw new Error(`queue ${name} was not made: ${JSON.stringify(createQueue.userErrors)}`);
  return createQueue.queue.id;
}

/** Where the log stands: the cursor, and its number. */
export async function headOf(url: string): Promise<{ cursor: string; seq: number }> {
  const { eventCursor } = await callApi<{ eventCursor: string }>(url, '{ eventCursor }');
  return { cursor: eventCursor, seq: decodeCursor(eventCursor)!.seq };
}

/** What `/metrics` tells, by name. */
export async function metricsOf(url: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Object.fromEntries(text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}
