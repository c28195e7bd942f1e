// The two questions of whoever supervises this process: is it alive, and may it be sent work.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './json-answer.ts';
import type { Room } from './front-door.ts';

/** One condition of readiness: null when met, else what is missing. */
export type Condition = () => Promise<string | null> | string | null;

/** Longest time one condition may take before it counts as not met, ms. */
export const CONDITION_MS = 2_000;

/** `/healthz`: the process runs its event loop. A lost database does not make it unhealthy, since a restart would not help. */
export const health: Room = (req, res) => {
  if (isRead(req, res)) sendJson(res, 200, { body: { status: 'ok' } });
};

/** `/readyz`: 200 when every condition is met, else 503 with what is missing. */
export function readiness(conditions: Readonly<Record<string, Condition>>): Room {
  return async (req, res) => {
    if (!isRead(req, res)) return;
    const checks = Object.fromEntries(await Promise.all(Object.entries(conditions).map(async ([name, met]) => [name, (await judged(met)) ?? 'ok'] as const)));
    const ready = Object.values(checks).every((check) => check === 'ok');
    sendJson(res, ready ? 200 : 503, { body: { status: ready ? 'ready' : 'not ready', checks } });
  };
}

/** Whether the request only reads; else it has been answered. */
export function isRead(req: IncomingMessage, res: ServerResponse): boolean {
  if (req.method === 'GET' || req.method === 'HEAD') return true;
  sendJson(res, 405, { body: { code: 'METHOD_NOT_ALLOWED', message: 'this address is only read; use GET' }, headers: { allow: 'GET, HEAD' } });
  return false;
}

async function judged(met: Condition): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => { timer = setTimeout(resolve, CONDITION_MS, `no answer within ${CONDITION_MS} ms`); });
  try {
    return await Promise.race([Promise.resolve(met()), late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
