// What goes along with the check of a spec: where faults are put, and where it stands.
import type { DeckDescription } from '../../domain/deck/deck.ts';
import type { FaultList } from './fault-list.ts';
import type { NameScope } from './name-scope.ts';
import type { SampleUses } from './sample-uses.ts';

/** One check of one spec. */
export interface StepsCheck {
  readonly deck: DeckDescription | undefined;
  readonly faults: FaultList;
  readonly uses: SampleUses;
  /** Whether names that nothing sets are faults. */
  readonly names: boolean;
}

/** Where a check stands. */
export interface CheckPlace {
  readonly scope: NameScope;
  readonly path: readonly string[];
}
