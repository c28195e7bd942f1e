// What can be filtered: the fields of a noun with their types.

/** `number` is any that JSON can write, `word` one of a closed set, `texts` a list of texts, `json` any value that paths lead into. */
export type FieldType = 'text' | 'integer' | 'number' | 'time' | 'id' | 'word' | 'flag' | 'texts' | 'json';

/** One field of a noun; its name is that of the property of the noun's records. */
export interface FilterField {
  readonly type: FieldType;
  /** The closed set, for fields of type `word`. */
  readonly words?: readonly string[];
}

/** The fields of one noun. */
export type FieldCatalogue = { readonly [name: string]: FilterField };

/** The field of that name; names that every object inherits are no fields. */
export function fieldOf(catalogue: FieldCatalogue, name: string): FilterField | undefined {
  return Object.hasOwn(catalogue, name) ? catalogue[name] : undefined;
}
