// Moves between statuses and removals: what holds for every status, whoever asks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endsAtOnce, standingAmong, standingOf, stoppedBy, type CallersAttempt } from '../../src/domain/attempt/external.ts';
import { ATTEMPT_OUTCOMES } from '../../src/domain/attempt/attempt.ts';
import { decideDelete, decideReset, isDraft } from '../../src/domain/task/removal.ts';
import { ARCHIVED_TAG, DEVELOPMENT_TAG } from '../../src/domain/task/content/tag-rule.ts';
import { decideMove, statusBeforeQueue, tagsInQueue } from '../../src/domain/task/status-move.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';
import { mayChange } from '../../src/domain/task/transition.ts';

const anyStatus = fc.constantFrom(...TASK_STATUSES);
const anyTags = fc.uniqueArray(fc.constantFrom(DEVELOPMENT_TAG, ARCHIVED_TAG, 'hidden', 'mine'));
const anyAttempt: fc.Arbitrary<CallersAttempt | null> = fc.option(fc.record({ state: fc.constantFrom('CLAIMED' as const, 'RUNNING' as const, 'ENDED' as const), started: fc.boolean(), outcome: fc.option(fc.constantFrom(...ATTEMPT_OUTCOMES)) }));

test('a move goes where the table lets a user go, or anywhere for who insists, and never from unknown without insisting', () => {
  fc.assert(fc.property(anyStatus, anyStatus, fc.boolean(), (from, to, force) => {
    const move = decideMove(from, to, force);
    if (from === to) expect(move).toEqual({ kind: 'SAME' });
    else if (mayChange(from, to, 'USER')) expect(move).toEqual({ kind: 'GO', via: 'USER' });
    else expect(move).toEqual(force ? { kind: 'GO', via: 'FORCE' } : { kind: 'REFUSE', code: expect.any(String) });
    expect(move.kind === 'REFUSE' && move.code === 'UNKNOWN_STATUS').toBe(!force && from === 'unknown' && to !== 'unknown');
  }));
});

test('what enters a queue is its author\'s alone no longer, keeps its other tags, and remembers what it was before the first queue', () => {
  fc.assert(fc.property(anyTags, anyStatus, fc.option(anyStatus), (tags, status, enqueueStatus) => {
    const kept = tagsInQueue(tags);
    expect(kept).toEqual(tags.filter((tag) => tag !== DEVELOPMENT_TAG));
    expect(kept === tags).toBe(!tags.includes(DEVELOPMENT_TAG));
    expect(statusBeforeQueue({ status, enqueueStatus })).toBe(status === 'queued' ? (enqueueStatus ?? 'created') : status);
  }));
});

test('nothing of a run that goes on is deleted, and without insisting only what may go and has led to nothing published', () => {
  fc.assert(fc.property(fc.boolean(), fc.boolean(), fc.constantFrom('NONE' as const, 'OPEN' as const, 'OVER' as const), fc.boolean(), (isExpendable, hasPublished, run, force) => {
    expect(decideDelete({ isExpendable, hasPublished, run, force }) === null).toBe(run !== 'OPEN' && (force || (isExpendable && !hasPublished)));
  }));
  fc.assert(fc.property(anyStatus, anyTags, (status, systemTags) => { expect(isDraft({ status, systemTags })).toBe(status === 'created' || systemTags.includes(ARCHIVED_TAG)); }));
});

test('a reset needs a way back to created, or to insist', () => {
  fc.assert(fc.property(anyStatus, fc.boolean(), fc.boolean(), (status, hasPublished, force) => {
    expect(decideReset({ status, hasPublished, force }) === null).toBe(force || (mayChange(status, 'created', 'USER') && !hasPublished));
  }));
});

test('an order waits for our own runners always, and for an outside worker as long as it is heard of and the task is not its author\'s own', () => {
  fc.assert(fc.property(fc.constantFrom('LEASED' as const, 'EXTERNAL' as const), anyTags, fc.nat(2_000), fc.integer({ min: 1, max: 2_000 }), (fence, systemTags, silentSeconds, patience) => {
    const atOnce = endsAtOnce({ fence, systemTags, silentSeconds }, patience);
    expect(atOnce).toBe(fence === 'EXTERNAL' && (systemTags.includes(DEVELOPMENT_TAG) || silentSeconds >= patience));
  }));
});

test('no name of a user lets a program take the end of its task for one of its own worker', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.constantFrom('worker-7', 'My Worker', 'anna')), (name) => { expect(stoppedBy(name)).not.toMatch(/worker/i); }));
  expect([stoppedBy('anna'), stoppedBy(null)]).toEqual(['Stopped by anna', 'Stopped by a user']);
});

test('another name of the same user helps to what is handed out and not begun, and to nothing that its own name was late for', () => {
  fc.assert(fc.property(anyAttempt, anyAttempt, (own, ofUser) => {
    const standing = standingAmong(own, ofUser);
    if (standingOf(own) !== 'NONE') expect(standing).toBe(standingOf(own));
    else expect(standing).toBe(ofUser?.state === 'CLAIMED' ? 'HOLDS' : 'NONE');
  }));
});
