// The loop that tells webhooks: it turns news of the log into deliveries and sends those that are due. Every server runs one; the database says who does what.
import type { Engine } from '../../engine/engine.ts';
import { makeDeliveries } from '../../engine/webhook/make-deliveries.ts';
import { settleDelivery } from '../../engine/webhook/settle-delivery.ts';
import { forgetDeliveries, takeDeliveries, type TakenDelivery } from '../../store/webhook/delivery-sending.store.ts';
import { takeTurn } from '../../store/maintenance/take-turn.store.ts';
import { sendMessage, type SendOptions } from './send-message.ts';

/** Attempts of one server at a time, in all and to one host. */
export const MAX_SENDING = 16;
export const MAX_SENDING_TO_HOST = 2;
/** Longest time between two looks, ms; news and the end of an attempt wake the loop before. */
export const LOOK_MS = 1_000;
/** For how long news are gathered before they are looked at, ms: at sixty runs a second a look for each cost a fifth of what the runs did, whether anybody was to be told or not. */
export const NEWS_MS = 200;
/** Seconds after which an attempt that nobody settled is made again: well above `ATTEMPT_MS`, which one lasts at most. */
export const LEASE_SECONDS = 60;
/** Days for which deliveries that have ended are kept, and seconds between two looks for older ones. */
export const KEPT_DAYS = 7;
const FORGET_SECONDS = 600;

/** What the loop stands on. */
export interface WebhookLoopOptions extends Omit<SendOptions, 'signal'> {
  readonly engine: Engine;
  /** How far the log is settled. */
  readonly horizon: () => number;
  /** Calls back whenever a run has changed; gives back how to end that. */
  readonly onNews: (wake: () => void) => () => void;
  /** Where callers reach the server, without a slash at the end. */
  readonly baseUrl: () => string;
  readonly log: (message: string, error: unknown) => void;
  /** @default `LEASE_SECONDS` */
  readonly leaseSeconds?: number;
}

/** Starts it; `stop` ends attempts under way, which are made again later. */
export function startWebhooks(options: WebhookLoopOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const alarm = new Alarm(stopping.signal);
  const sending = new Map<Promise<void>, string>();
  let gathering: NodeJS.Timeout | undefined;
  const gathered = (): void => {
    gathering = undefined;
    alarm.ring();
  };
  const end = options.onNews(() => { gathering ??= setTimeout(gathered, NEWS_MS); });
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await round(options, { sending, alarm, signal: stopping.signal }).catch((error: unknown) => options.log('webhooks could not be looked after; it is tried again', error));
      await alarm.heard(LOOK_MS);
    }
  })();
  return {
    async stop() {
      end();
      clearTimeout(gathering);
      stopping.abort();
      await running;
      await Promise.all(sending.keys());
    },
  };
}

interface Sending {
  /** Attempts under way, with the host of each. */
  readonly sending: Map<Promise<void>, string>;
  readonly alarm: Alarm;
  readonly signal: AbortSignal;
}

async function round(options: WebhookLoopOptions, state: Sending): Promise<void> {
  const { engine } = options;
  while (!state.signal.aborted && (await makeDeliveries(engine, { horizon: options.horizon(), baseUrl: options.baseUrl() })));
  while (!state.signal.aborted && (await sendDue(options, state)));
  if (await takeTurn(engine.db, 'webhooks', FORGET_SECONDS)) while (!state.signal.aborted && (await forgetDeliveries(engine.db, KEPT_DAYS)));
}

/** Begins attempts of what is due; true when there may be more that could begin now. */
async function sendDue(options: WebhookLoopOptions, { sending, alarm, signal }: Sending): Promise<boolean> {
  const free = MAX_SENDING - sending.size;
  if (free <= 0) return false;
  const counts = new Map<string, number>();
  for (const host of sending.values()) counts.set(host, (counts.get(host) ?? 0) + 1);
  const busy = [...counts].flatMap(([host, count]) => (count >= MAX_SENDING_TO_HOST ? [host] : []));
  const taken = await takeDeliveries(options.engine.db, { busy, limit: free, leaseSeconds: options.leaseSeconds ?? LEASE_SECONDS });
  for (const delivery of taken) {
    const attempt: Promise<void> = attempted(options, delivery, signal).finally(() => {
      sending.delete(attempt);
      alarm.ring();
    });
    sending.set(attempt, delivery.host);
  }
  return taken.length > 0;
}

async function attempted(options: WebhookLoopOptions, delivery: TakenDelivery, signal: AbortSignal): Promise<void> {
  const outcome = await sendMessage(delivery, { ...options, signal });
  // Cut off by the end of this server: it is due again after its lease.
  if (signal.aborted && outcome.statusCode === null) return;
  await settleDelivery(options.engine, delivery, outcome).catch((error: unknown) => options.log('an attempt of a webhook could not be settled; it is made again', error));
}

/** Wakes one sleeper, also when it rings before he sleeps. */
class Alarm {
  readonly #signal: AbortSignal;
  #rung = false;
  #wake: (() => void) | null = null;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.ring());
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves when it has rung since the last call, and after so many ms. */
  async heard(ms: number): Promise<void> {
    if (!this.#rung && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    this.#rung = false;
  }
}
