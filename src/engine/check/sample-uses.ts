// Which columns of the samples a spec uses, for what, and whether every row has a fitting value.
import { coerceArgument } from '../../domain/deck/coerce.ts';
import type { ArgumentSignature } from '../../domain/deck/deck.ts';
import type { Sample } from '../../domain/steps/steps-spec.ts';
import type { FaultList } from './fault-list.ts';

/** Uses of columns, each kind of use once. */
export class SampleUses {
  readonly #values = new Map<string, Map<ArgumentSignature, string>>();
  readonly #present = new Set<string>();

  /** The column's value becomes a value of this signature; `of` names it, e.g. `pump.dispense volume`. */
  fills(column: string, signature: ArgumentSignature, of: string): void {
    const uses = this.#values.get(column) ?? new Map<ArgumentSignature, string>();
    if (!uses.has(signature)) uses.set(signature, of);
    this.#values.set(column, uses);
  }

  /** The column is used within an expression or a longer text, which fails without a value. */
  needs(column: string): void {
    this.#present.add(column);
  }

  /** Adds the faults of rows; `path` is the place of the rows. */
  check(rows: readonly Sample[], path: readonly string[], faults: FaultList): void {
    for (const [i, row] of rows.entries()) {
      if (faults.full) return;
      const at = (column: string) => [...path, String(i), column];
      for (const column of this.#present) if (!Object.hasOwn(row, column)) faults.add(at(column), 'is missing: a step uses it within an expression or a text');
      for (const [column, uses] of this.#values) this.#checkValue(row, column, (signature, fault) => faults.add(at(column), `${fault} (it is the ${uses.get(signature)!})`));
    }
  }

  #checkValue(row: Sample, column: string, add: (signature: ArgumentSignature, fault: string) => void): void {
    for (const signature of this.#values.get(column)!.keys()) {
      // What a row does not have is null in the run.
      const coerced = coerceArgument(signature, Object.hasOwn(row, column) ? row[column]! : null);
      if ('fault' in coerced) add(signature, coerced.fault);
    }
  }
}
