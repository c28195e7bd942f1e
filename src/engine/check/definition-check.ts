// Checking definitions with the decks there are: what a reader of shapes alone cannot know.
import { invalid } from '../../domain/input/check.ts';
import { estimateOf } from '../../domain/steps/expand.ts';
import type { TaskEstimate, ValidationFault } from '../../domain/steps/validation.ts';
import type { WorkflowDefinition } from '../../domain/run/definition.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';
import type { Connection } from '../../store/database.ts';
import { deckFault, readDeckBook, type DeckBook } from './deck-book.ts';
import { checkSteps, type StepsCheckOptions } from './steps-check.ts';

/** How a definition is checked. */
export interface DefinitionCheckOptions {
  /** Whether samples may still be given: see `StepsCheckOptions`. */
  readonly open?: boolean;
  /** The places of samples that stand elsewhere, by node. */
  readonly sourcePaths?: ReadonlyMap<string, readonly string[]>;
}

/** Refuses a definition that could not run: unknown decks and methods, wrong arguments, names that nothing sets. Throws INVALID with the place. */
export async function requireDefinition(connection: Connection, definition: WorkflowDefinition, options: DefinitionCheckOptions & { readonly path: readonly string[] }): Promise<void> {
  const { path, sourcePaths, ...rest } = options;
  const book = await readDeckBook(connection, definition.tasks.map(({ spec }) => spec));
  for (const [i, { node, spec }] of definition.tasks.entries()) {
    const sourcePath = sourcePaths?.get(node);
    throwFirst(checkSpec(spec, book, { ...rest, path: [...path, 'tasks', String(i), 'spec'], ...(sourcePath ? { sourcePath } : {}) }));
  }
}

/** Refuses a spec that could not run, as `requireDefinition` does. */
export async function requireSpec(connection: Connection, spec: TaskSpec, options: StepsCheckOptions): Promise<void> {
  throwFirst(checkSpec(spec, await readDeckBook(connection, [spec]), options));
}

/** Every fault of a spec that the decks show; none for other kinds than steps. */
export function checkSpec(spec: TaskSpec, book: DeckBook, options: StepsCheckOptions): readonly ValidationFault[] {
  if (spec.kind !== 'steps') return [];
  // A name that could not be read has its fault already.
  const unknown = spec.deck === '' ? null : deckFault(book, spec.deck);
  const faults = checkSteps(spec, book.decks.get(spec.deck), options);
  return unknown === null ? faults : [{ path: [...options.path, 'deck'], message: unknown }, ...faults];
}

/** How much work a task is; a command is one step of nothing else. */
export function taskEstimate(node: string, spec: TaskSpec): TaskEstimate {
  if (spec.kind !== 'steps') return { node, kind: spec.kind, deck: null, iterations: 1, samples: 1, steps: 1, calls: 0, waitSeconds: 0, exact: true };
  return { node, kind: spec.kind, deck: spec.deck, ...estimateOf(spec) };
}

function throwFirst(faults: readonly ValidationFault[]): void {
  const [first] = faults;
  if (first) invalid(first.path, first.message);
}
