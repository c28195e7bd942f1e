import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RUN_COMMANDS, RUN_SITUATIONS, RUN_SITUATION_MEANINGS, decideRun, runSituationOf, runVerdictOf, type RunCommand, type RunSituation, type RunState } from '../../src/domain/run/run-command.ts';
import { ENDED_RUN_STATUSES, RUN_KINDS, RUN_STATUSES } from '../../src/domain/run/run.ts';

/** Reviewed by hand: what a person would expect of each command there. */
const EXPECTED: Readonly<Record<RunSituation, Readonly<Record<string, string>>>> = {
  open: { GO: 'ENQUEUE PAUSE RESUME RETRY FINISH ABORT CLONE' },
  ended: { GO: 'ENQUEUE RESUME RETRY CLONE', 'REFUSE ALREADY_ENDED': 'PAUSE', 'NOOP ALREADY_ENDED': 'FINISH ABORT' },
  finishing: { GO: 'RESUME ABORT CLONE', 'REFUSE RUN_ENDED': 'ENQUEUE PAUSE RETRY', 'NOOP ALREADY_SO': 'FINISH' },
  deactivated: { GO: 'CLONE', 'REFUSE RUN_ENDED': 'ENQUEUE PAUSE RESUME RETRY', 'NOOP ALREADY_ENDED': 'FINISH ABORT' },
};

const anyRun: fc.Arbitrary<RunState> = fc.record({
  kind: fc.constantFrom(...RUN_KINDS), status: fc.constantFrom(...RUN_STATUSES), deactivated: fc.constantFrom(null, 'ABORTED' as const, 'FINISHED' as const), paused: fc.boolean(), enqueued: fc.boolean(),
});

const told = (verdict: ReturnType<typeof runVerdictOf>) => (verdict.kind === 'GO' ? 'GO' : `${verdict.kind} ${verdict.code}`);

describe('commands on runs', () => {
  const cells = RUN_SITUATIONS.flatMap((situation) => RUN_COMMANDS.map((command) => ({ situation, command })));

  test.each(cells)('$command on a run that is $situation is answered as reviewed', ({ situation, command }: { situation: RunSituation; command: RunCommand }) => {
    const found = Object.entries(EXPECTED[situation]).filter(([, names]) => names.split(' ').includes(command));
    expect(found).toHaveLength(1);
    expect(told(runVerdictOf(situation, command))).toBe(found[0]![0]);
    expect(RUN_SITUATION_MEANINGS[situation].length).toBeGreaterThan(5);
  });

  test('every state has an answer to every command, and nothing that the table refuses is done', () => {
    fc.assert(fc.property(anyRun, fc.constantFrom(...RUN_COMMANDS), (run, command) => {
      const verdict = decideRun(run, command);
      if (verdict.kind === 'GO') expect(runVerdictOf(runSituationOf(run), command).kind).toBe('GO');
    }));
  });

  test('a run that was deactivated starts nothing again, by no command', () => {
    fc.assert(fc.property(anyRun, fc.constantFrom('ENQUEUE' as const, 'RETRY' as const), (run, command) => {
      if (run.deactivated !== null) expect(decideRun(run, command)).toEqual({ kind: 'REFUSE', code: 'RUN_ENDED' });
    }));
  });

  test('a single call is never paused: it is its runner\'s from the first moment', () => {
    fc.assert(fc.property(anyRun, (run) => {
      const verdict = decideRun({ ...run, kind: 'SINGLE' }, 'PAUSE');
      expect(verdict).toEqual(runSituationOf(run) === 'open' ? { kind: 'REFUSE', code: 'NOT_SUPPORTED' } : runVerdictOf(runSituationOf(run), 'PAUSE'));
      expect(verdict.kind).toBe('REFUSE');
    }));
  });

  test('what is already so needs no doing, and what is paused can be resumed until it is deactivated for good', () => {
    fc.assert(fc.property(anyRun, (run) => {
      if (decideRun(run, 'PAUSE').kind === 'GO') expect(run.paused || ENDED_RUN_STATUSES.has(run.status)).toBe(false);
      if (runSituationOf(run) !== 'deactivated') expect(decideRun(run, 'RESUME')).toEqual(run.paused ? { kind: 'GO' } : { kind: 'NOOP', code: 'ALREADY_SO' });
    }));
    expect(decideRun({ kind: 'WORKFLOW', status: 'RUNNING', deactivated: null, paused: true, enqueued: true }, 'PAUSE')).toEqual({ kind: 'NOOP', code: 'ALREADY_PAUSED' });
    expect(decideRun({ kind: 'WORKFLOW', status: 'RUNNING', deactivated: null, paused: true, enqueued: true }, 'ENQUEUE')).toEqual({ kind: 'NOOP', code: 'ALREADY_QUEUED' });
  });
});
