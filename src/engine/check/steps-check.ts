// Checking a spec of steps before anything moves: calls by the deck's description, names by where they are set, samples by what they fill.
import type { DeckDescription } from '../../domain/deck/deck.ts';
import { shownList } from '../../domain/deck/coerce.ts';
import { countSamples } from '../../domain/steps/expand.ts';
import { namesSetBy } from '../../domain/steps/parameters.ts';
import type { Step } from '../../domain/steps/step.ts';
import type { Sample, StepsSpec } from '../../domain/steps/steps-spec.ts';
import type { ValidationFault } from '../../domain/steps/validation.ts';
import { FaultList } from './fault-list.ts';
import { NameScope, type NameOrigin } from './name-scope.ts';
import { SampleUses } from './sample-uses.ts';
import { checkStepList } from './step-check.ts';
import type { StepsCheck } from './steps-check-place.ts';

/** How a spec is checked. */
export interface StepsCheckOptions {
  /** The place of the spec. */
  readonly path: readonly string[];
  /** The place of its samples, when they stand elsewhere. */
  readonly sourcePath?: readonly string[];
  /** Whether samples may still be given: names that nothing sets are then parameters, not faults, unless there are rows already. */
  readonly open?: boolean;
  /** Whether parts could not be read: names that they would set must then not be missed. */
  readonly partial?: boolean;
}

/** Every fault of a spec, at most `MAX_VALIDATION_FAULTS`. Without a deck its calls are not looked at. */
export function checkSteps(spec: StepsSpec, deck: DeckDescription | undefined, options: StepsCheckOptions): readonly ValidationFault[] {
  const check: StepsCheck = { deck, faults: new FaultList(), uses: new SampleUses(), names: !options.partial };
  const alone = (steps: readonly Step[]) => new NameScope([], later(steps, (name) => `#${name} is not set before this step; preparation and cleanup see neither samples nor what the main part sets: set it here first`));
  checkStepList(check, spec.prep, { scope: alone(spec.prep), path: [...options.path, 'prep'] });
  checkStepList(check, spec.main, { scope: mainScope(spec, options.open ?? false), path: [...options.path, 'main'] });
  checkStepList(check, spec.cleanup, { scope: alone(spec.cleanup), path: [...options.path, 'cleanup'] });
  if (spec.source.kind === 'ROWS') check.uses.check(spec.source.rows, [...(options.sourcePath ?? [...options.path, 'source']), 'rows'], check.faults);
  return check.faults.faults;
}

function mainScope(spec: StepsSpec, open: boolean): NameScope {
  const { source, main } = spec;
  if (source.kind === 'REPEAT') {
    const missing = (name: string) => `#${name} is not set before this step: take the samples from rows with a column ${name}, or set the variable first`;
    return new NameScope([], later(main, open ? () => null : missing));
  }
  const columns = columnsOf(source.rows);
  const missing = (name: string) => `#${name} is no column of the samples and is not set before this step; columns are ${shownList([...columns.keys()]) || 'none'}`;
  // Without a row the main part is not carried out.
  return new NameScope(columns, countSamples(source).samples === 0 ? () => null : later(main, missing));
}

function columnsOf(rows: readonly Sample[]): ReadonlyMap<string, NameOrigin> {
  const columns = new Map<string, NameOrigin>();
  for (const row of rows) for (const name of Object.keys(row)) columns.set(name, 'SAMPLE');
  return columns;
}

/** Says it in other words of a name that a later step of the section sets. */
function later(steps: readonly Step[], missing: (name: string) => string | null): (name: string) => string | null {
  const set = namesSetBy(steps);
  return (name) => (set.has(name) ? `#${name} is set only after this step: move that step before this one` : missing(name));
}
