// A runner that a test plays over HTTP: it claims and reports as told and carries out nothing.
import type { AttemptEnd, ClaimAnswer, ClaimedAttempt, ReportAnswer, SessionAnswer } from '../../../../src/domain/dispatch/protocol.ts';
import { DISPATCH_PROTOCOL } from '../../../../src/domain/dispatch/protocol.ts';
import { STAGE_RUNNER_KEY } from './load-stage.ts';

const CAN = { pause: false, stopAfter: ['TASK'], retryStep: false, answerInput: false, cleanup: false };
/** Tasks it says it runs at the same time. */
const SLOTS = 64;

/** Time between two signs of life, ms: claims and reports are none. */
const BEAT_MS = 4_000;

/** One session at one server; it lives for as long as it claims. */
export class HttpClaimer {
  readonly session: string;
  readonly #url: string;
  #facts = 0;
  #beatAt = performance.now();

  private constructor(url: string, session: string) {
    this.#url = url;
    this.session = session;
  }

  /** Introduces a runner that takes commands from these queues. */
  static async open(url: string, name: string, queues: readonly string[]): Promise<HttpClaimer> {
    const body = { protocol: DISPATCH_PROTOCOL, name, kind: 'REMOTE', slots: SLOTS, kinds: ['command'], queues, can: { command: CAN }, decks: [], host: 'here', agent: 'test/1' };
    const { session } = await post<SessionAnswer>(url, 'session', body);
    return new HttpClaimer(url, session);
  }

  async claim(max: number, waitSeconds = 0): Promise<readonly ClaimedAttempt[]> {
    if (performance.now() - this.#beatAt > BEAT_MS) await this.#beat();
    return (await post<ClaimAnswer>(this.#url, 'claim', { session: this.session, max, decks: [], waitSeconds })).attempts;
  }

  /** Reports the end of attempts; gives back those that were no longer its own. */
  async finish(attempts: readonly ClaimedAttempt[], end: AttemptEnd): Promise<readonly string[]> {
    if (attempts.length === 0) return [];
    const items = attempts.map(({ attemptId, epoch }) => ({ n: ++this.#facts, type: 'finish', attemptId, epoch, end }));
    return (await post<ReportAnswer>(this.#url, 'report', { session: this.session, items })).stale;
  }

  async #beat(): Promise<void> {
    this.#beatAt = performance.now();
    await post(this.#url, 'beat', { session: this.session, attempts: [], draining: false, waitSeconds: 0 });
  }
}

async function post<T>(url: string, call: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${STAGE_RUNNER_KEY}` };
  const response = await fetch(`${url}/dispatch/${call}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`/dispatch/${call} answered ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
