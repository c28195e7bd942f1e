// A wake-up for long polls: registered first, so that nothing between the look and the wait is missed.
import type { LoggedEvent } from '../../domain/event/event.ts';
import type { EventKind } from '../../domain/event/kind.ts';
import type { Hub } from '../../events/hub.ts';
import { wakeablePause } from '../../events/wait/wakeable-pause.ts';

/** What wakes. */
export interface WakeOn {
  readonly kinds: readonly EventKind[];
  readonly matches: (event: LoggedEvent) => boolean;
}

/** A registration at the hub; dispose of it when the call is answered. */
export interface HubWake extends Disposable {
  /** Resolves when an event has matched since the registration or the last wait, after the time, or when the signal fires. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
}

/** Registers now. Holds no connection and no timer between waits. */
export function wakeOn(hub: Hub, on: WakeOn): HubWake {
  let woken = false;
  let wake: (() => void) | null = null;
  const leave = hub.subscribe({ kinds: on.kinds }, (event) => {
    if (!on.matches(event)) return;
    woken = true;
    wake?.();
  });
  return {
    async wait(timeoutMs, signal) {
      if (!woken) await wakeablePause(timeoutMs, signal, (callback) => { wake = callback; });
      woken = false;
      wake = null;
    },
    [Symbol.dispose]: leave,
  };
}
