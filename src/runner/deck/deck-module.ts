// Loading a deck's module and describing what it offers; happens in the deck's own process only.
import { pathToFileURL } from 'node:url';
import { deckDescriptionAt } from '../../domain/deck/deck-input.ts';
import type { DeckDescription, MethodSignature } from '../../domain/deck/deck.ts';
import { placeOfLoad } from './code-place.ts';
import type { AnyMethod, DeckDefinition, InstrumentDefinition } from './define.ts';

/** A deck that was loaded. */
export interface LoadedDeck {
  readonly definition: DeckDefinition;
  /** What the world is told of it: checked, without code. */
  readonly description: DeckDescription;
}

/** Loads the module; throws an error whose message begins with the file, and the line where it is known. */
export async function loadDeck(file: string): Promise<LoadedDeck> {
  const module = await load(file);
  const exported = module['default'];
  try {
    const definition = definitionOf(exported);
    return { definition, description: deckDescriptionAt(describe(definition), []) };
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function load(file: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    return (await import(pathToFileURL(file).href)) as { readonly [name: string]: unknown };
  } catch (error) {
    throw new Error(`${placeOfLoad(error, file)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

// Only what could not be called is refused here; names, types and limits are judged by the description.
function definitionOf(exported: unknown): DeckDefinition {
  if (!isObject(exported) || !Array.isArray(exported['instruments'])) {
    throw new Error('exports no deck; write `export default defineDeck({ name, instruments: [...] })`');
  }
  for (const hook of ['open', 'close']) {
    if (exported[hook] !== undefined && typeof exported[hook] !== 'function') throw new Error(`${hook} must be a function`);
  }
  for (const [i, instrument] of exported['instruments'].entries()) checkInstrument(instrument, i);
  return exported as unknown as DeckDefinition;
}

function checkInstrument(instrument: unknown, i: number): void {
  if (!isObject(instrument) || !isObject(instrument['methods'])) throw new Error(`instruments.${i} is no instrument; make it with defineInstrument({ name, methods })`);
  for (const [name, method] of Object.entries(instrument['methods'])) {
    if (!isObject(method) || typeof method['run'] !== 'function') throw new Error(`instruments.${i}.methods.${name} has no run function; write run(args, context) { … }`);
  }
}

function describe(definition: DeckDefinition): unknown {
  const { name, description, instruments } = definition;
  return { name, ...told(description), instruments: instruments.map(describeInstrument) };
}

function describeInstrument({ name, description, methods }: InstrumentDefinition): unknown {
  return { name, ...told(description), methods: Object.fromEntries(Object.entries(methods).map(([method, definition]) => [method, describeMethod(definition)])) };
}

function describeMethod({ args, returns, repeatable, description }: AnyMethod): Partial<MethodSignature> {
  // A method without arguments or result may leave them out.
  return { args: args ?? {}, returns: returns ?? null, ...(repeatable === undefined ? {} : { repeatable }), ...told(description) };
}

function told(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
