// What the houses of algorithms are opened with.
import type { DeckTools } from '../deck/deck-tools.ts';

/** Parts of the runner that algorithms with processes of their own need, and how large a picture may be. */
export interface AlgorithmTools extends DeckTools {
  readonly maxPixels: number;
}
