// Places of faults: the engine tells them in its own words, clients find them in what they wrote.

/**
 * The path that a fault has in the client's input. The engine knows specs without the wrapper that says their kind, and variables
 * of the environment by name, where the client gave a list.
 */
export function inputPath(path: readonly string[], input: unknown): readonly string[] {
  const places: string[] = [];
  let at = input;
  for (const [i, part] of path.entries()) {
    const place = Array.isArray(at) && path[i - 1] === 'env' ? placeOfVariable(at, part) : part;
    places.push(place);
    at = partOf(at, place);
    const wrapper = part === 'spec' && i < path.length - 1 ? givenKind(at) : null;
    if (wrapper === null) continue;
    places.push(wrapper);
    at = partOf(at, wrapper);
  }
  return places;
}

/** Names of the wrappers of specs, as in TaskSpecInput. */
const WRAPPERS = ['command', 'steps'];

function givenKind(spec: unknown): string | null {
  return WRAPPERS.find((kind) => partOf(spec, kind) != null) ?? null;
}

// The reader of the list tells places by number, the reader of the spec by name; no name of a variable begins with a digit unless it is the fault.
function placeOfVariable(variables: readonly unknown[], part: string): string {
  const named = variables.findIndex((variable) => partOf(variable, 'name') === part);
  return named === -1 ? part : String(named);
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
