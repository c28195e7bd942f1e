// The report on a definition: every fault that is found, and how much work its tasks are.
import type { ReadTemplate } from '../../domain/input/definition-input.ts';
import { MAX_VALIDATION_FAULTS, type ValidationFault, type ValidationReport } from '../../domain/steps/validation.ts';
import type { Connection } from '../../store/database.ts';
import { readDeckBook } from './deck-book.ts';
import { checkSpec, taskEstimate } from './definition-check.ts';

/** A definition as far as it could be read, with the faults of its shape. */
export interface ReadWork {
  readonly templates: readonly ReadTemplate[];
  readonly faults: ValidationFault[];
  /** The place of the definition. */
  readonly path: readonly string[];
  /** See `DefinitionCheckOptions`. */
  readonly open?: boolean;
  readonly sourcePaths?: ReadonlyMap<string, readonly string[]>;
}

/** Checks what could be read with the decks there are, and adds it all up. Its faults come after those of the shape. */
export async function reportOn(db: Connection, { templates, faults, path, open = false, sourcePaths }: ReadWork): Promise<ValidationReport> {
  const book = await readDeckBook(db, templates.map(({ spec }) => spec));
  for (const [i, { head, spec, sound }] of templates.entries()) {
    if (spec === null || faults.length >= MAX_VALIDATION_FAULTS) continue;
    const sourcePath = head === null ? undefined : sourcePaths?.get(head.node);
    faults.push(...checkSpec(spec, book, { open, partial: !sound, path: [...path, 'tasks', String(i), 'spec'], ...(sourcePath ? { sourcePath } : {}) }));
  }
  const tasks = templates.flatMap(({ head, spec }) => (head && spec ? [taskEstimate(head.node, spec)] : []));
  return { valid: faults.length === 0, faults: faults.slice(0, MAX_VALIDATION_FAULTS), tasks };
}
