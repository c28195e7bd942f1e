// The algorithms that a document is checked against, by name.
import type { AlgorithmDescription } from './algorithm.ts';

/** Descriptions by name. A map, because names come from outside. */
export type AlgorithmBook = ReadonlyMap<string, AlgorithmDescription>;

/** A book of descriptions; of two with one name the first stays, so that nobody replaces what is built in by listing it later. */
export function bookOf(descriptions: Iterable<AlgorithmDescription>): AlgorithmBook {
  const book = new Map<string, AlgorithmDescription>();
  for (const description of descriptions) if (!book.has(description.name)) book.set(description.name, description);
  return book;
}
