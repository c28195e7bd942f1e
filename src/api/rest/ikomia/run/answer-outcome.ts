// How a run stands, in the two dialects: bare for callers who wrote the request themselves, with advice for the SDK.
import { pollAdvice } from '../../../../domain/graph/wire/poll-advice.ts';
import type { IkomiaCall } from '../ikomia-context.ts';
import { failureBody } from '../result/failure-body.ts';
import { joined, resultPieces } from '../result/result-pieces.ts';
import { sendPieces } from '../result/send-pieces.ts';
import { answerJson, answerText } from '../transport/ikomia-answer.ts';
import { type GraphOutcome, isOpen, type SeenOutcome } from './run-outcome.ts';

type Headers = Readonly<Record<string, string>>;

/** What is said of a run that has ended well without a result, as one whose task was completed by hand. */
const UNTOLD = 'Workflow run ended without a result';

/** How to answer. */
export interface OutcomeAnswer {
  readonly advised: boolean;
  /** Whether the caller was held as long as it makes sense: he may come again at once, and will be held again. */
  readonly isHeld: boolean;
  readonly headers?: Headers;
}

/** Status of a failed run for the SDK, which takes it for the failure of the workflow, and for all others, as documented. */
const FAILED_STATUS = { advised: 520, plain: 500 } as const;

/** Answers with an ended run's result or failure; with 202 for one that goes on, is over and forgotten, or is none. */
export async function answerOutcome(call: IkomiaCall, outcome: SeenOutcome | null, { advised, isHeld, headers = {} }: OutcomeAnswer): Promise<void> {
  if (outcome === null || outcome.expiredAt !== null) return answerJson(call, 202, { body: null, headers });
  if (isOpen(outcome)) return answerJson(call, 202, { body: advised ? advisedState(outcome, { isHeld: isHeld && !call.context.draining.aborted }) : null, headers });
  if (outcome.values === null) return answerText(call, FAILED_STATUS[advised ? 'advised' : 'plain'], { text: failureBody(outcome.message || UNTOLD), headers });
  const pieces = resultPieces(outcome.values, call.base);
  const text = advised ? [`{"uuid":${JSON.stringify(outcome.runId)},"state":"SUCCESS","eta":[0,0],"results":`, ...pieces, '}'] : pieces;
  await sendPieces(call.context.engine, call, { pieces: joined(text), headers });
}

/** What the SDK reads of a run that goes on: its state, the time it may take yet in milliseconds, and when to ask again. */
export function advisedState({ state, eta, queuedAt }: GraphOutcome, { isHeld }: { readonly isHeld: boolean }): object {
  const { nextPollIn, nextPollLong } = pollAdvice({ ageMs: Date.now() - queuedAt.getTime(), isHeld });
  return { state, eta, next_poll_in: nextPollIn, next_poll_long: nextPollLong };
}
