// The webhooks of a serving process.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Engine } from '../engine/engine.ts';
import type { EventRoom } from '../events/event-room.ts';
import { AGENT } from './program.ts';
import { systemResolve } from './webhook/checked-address.ts';
import { startWebhooks } from './webhook/webhook-loop.ts';

/** Starts telling webhooks of what the log says; `url` is the address of the server where no public one is set. */
export function openWebhooks({ publicUrl, webhookPrivate }: Config, base: { readonly engine: Engine; readonly events: EventRoom; readonly url: string; readonly log: Logger }): { stop(): Promise<void> } {
  const { engine, events, url, log } = base;
  return startWebhooks({
    engine,
    horizon: () => events.hub.position,
    onNews: (wake) => events.hub.subscribe({ kinds: ['run.status'] }, wake),
    baseUrl: () => publicUrl ?? url,
    resolve: systemResolve,
    allowPrivate: webhookPrivate === 'on',
    userAgent: AGENT,
    log: (message, error) => log.error({ error }, message),
  });
}
