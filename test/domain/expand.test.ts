import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateOf, MOST_COUNTED } from '../../src/domain/steps/expand.ts';
import type { Step } from '../../src/domain/steps/step.ts';
import { ONE_SAMPLE, type StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { countableSteps, specOf } from './steps-arbitraries.ts';

const CALL: Step = { kind: 'call', instrument: 'pump', method: 'dose', args: {} };
const WAIT: Step = { kind: 'wait', seconds: 2 };

function spec(main: readonly Step[], more: Partial<StepsSpec> = {}): StepsSpec {
  return { kind: 'steps', deck: 'lab', prep: [], main, cleanup: [], onStepError: 'HOLD', source: ONE_SAMPLE, ...more };
}

/** Counts by carrying everything out, one sample of one step after the other. */
class CountingRun {
  steps = 0;
  calls = 0;
  waitSeconds = 0;

  run({ prep, main, cleanup, source }: StepsSpec): void {
    this.each(prep, 1);
    if (source.kind === 'REPEAT') for (let i = 0; i < source.count; i++) this.each(main, source.batch);
    else for (let i = 0; i < source.rows.length; i += source.batch) this.each(main, source.rows.slice(i, i + source.batch).length);
    this.each(cleanup, 1);
  }

  each(steps: readonly Step[], samples: number): void {
    for (const step of steps) {
      if (step.disabled) continue;
      const times = step.kind === 'call' && step.once ? 1 : samples;
      for (let sample = 0; sample < times; sample++) this.one(step);
    }
  }

  one(step: Step): void {
    if (step.kind === 'workflow') return this.each(step.steps, 1);
    if (step.kind === 'repeat') {
      for (let turn = 0; turn < Number(step.times); turn++) {
        const before = this.steps;
        this.each(step.body, 1);
        if (this.steps === before) this.steps += 1;
      }
      return;
    }
    this.steps += 1;
    if (step.kind === 'call') this.calls += 1;
    if (step.kind === 'wait') this.waitSeconds += Number(step.seconds);
  }
}

describe('how much work a spec is', () => {
  test('the count is that of carrying it all out, without carrying it out', () => {
    fc.assert(fc.property(specOf(countableSteps), (one) => {
      const run = new CountingRun();
      run.run(one);
      const { steps, calls, waitSeconds, exact } = estimateOf(one);
      expect({ steps, calls, waitSeconds, exact }).toEqual({ steps: run.steps, calls: run.calls, waitSeconds: run.waitSeconds, exact: true });
    }), { numRuns: 500 });
  });

  test('iterations and samples come from the source, the last batch may be smaller', () => {
    expect(estimateOf(spec([CALL], { source: { kind: 'REPEAT', count: 3, batch: 4 } }))).toMatchObject({ iterations: 3, samples: 12, steps: 12, calls: 12 });
    expect(estimateOf(spec([CALL, { ...CALL, once: true }], { source: { kind: 'ROWS', rows: Array.from({ length: 5 }, () => ({ a: 1 })), batch: 2 } }))).toMatchObject({ iterations: 3, samples: 5, steps: 8, calls: 8 });
    expect(estimateOf(spec([CALL], { source: { kind: 'ROWS', rows: [], batch: 2 }, prep: [WAIT], cleanup: [CALL] }))).toMatchObject({ iterations: 0, samples: 0, steps: 2, calls: 1, waitSeconds: 2 });
  });

  test('of an if the longer branch counts, and the count is exact only when both are the same', () => {
    expect(estimateOf(spec([{ kind: 'if', condition: 'x', then: [CALL], else: [CALL, WAIT] }]))).toMatchObject({ steps: 2, calls: 1, waitSeconds: 2, exact: false });
    expect(estimateOf(spec([{ kind: 'if', condition: 'x', then: [CALL], else: [CALL] }]))).toMatchObject({ steps: 1, exact: true });
  });

  test('loops whose number is not written count one turn and are not exact', () => {
    expect(estimateOf(spec([{ kind: 'repeat', times: '#n', body: [CALL, CALL] }]))).toMatchObject({ steps: 2, exact: false });
    expect(estimateOf(spec([{ kind: 'while', condition: 'x', body: [CALL] }], { source: { kind: 'REPEAT', count: 1, batch: 5 } }))).toMatchObject({ steps: 5, exact: false });
    expect(estimateOf(spec([{ kind: 'wait', seconds: '#t' }]))).toMatchObject({ steps: 1, waitSeconds: 0, exact: false });
  });

  test('nested repeats beyond every number stay a number, and it takes no time', () => {
    let steps: Step[] = [CALL];
    for (let depth = 0; depth < 20; depth++) steps = [{ kind: 'repeat', times: 50_000, body: steps }];
    const started = performance.now();
    expect(estimateOf(spec(steps))).toMatchObject({ steps: MOST_COUNTED, calls: MOST_COUNTED });
    expect(performance.now() - started).toBeLessThan(100);
  });

  test('a turn of an empty loop counts, so that endless emptiness is bounded too', () => {
    expect(estimateOf(spec([{ kind: 'repeat', times: 40, body: [] }]))).toMatchObject({ steps: 40, calls: 0, exact: true });
    expect(estimateOf(spec([{ kind: 'repeat', times: 40, body: [{ ...CALL, disabled: true }] }])).steps).toBe(40);
  });
});
