// Random inputs of calls, made from the shapes that the calls are checked with.
import type { z } from 'zod';
import type { ClearmlCall } from '../../../src/api/rest/clearml/clearml-call.ts';
import { VIEWS } from '../../../src/api/rest/clearml/view/view-book.ts';
import type { Dice } from './dice.ts';
import { HOSTILE_TEXTS, hostileNumber, hostileValue, PATTERNS, TIMES } from './hostile-values.ts';
import type { KnownIds } from './known-ids.ts';
import { randomQuery } from './random-query.ts';

const IDS = /^(?:ids?|tasks?|projects?|queues?|models?|users?|parent|queue_ids|access_key|new_task_parent|new_task_project|override_model_id)$/;
const EVENT_TYPES = ['training_stats_scalar', 'training_stats_vector', 'training_debug_image', 'plot', 'log'] as const;

/** Makes inputs. */
export class RandomInputs {
  readonly #dice: Dice;
  readonly #known: KnownIds;

  constructor(dice: Dice, known: KnownIds) {
    this.#dice = dice;
    this.#known = known;
  }

  /** An input of the call; a list for a batch. A part of them has values of wrong types somewhere. */
  of(call: ClearmlCall): unknown {
    const input = this.#wellMeant(call);
    return this.#dice.chance(0.25) ? spoiled(input, this.#dice) : input;
  }

  #wellMeant({ name, input, isBatch }: ClearmlCall): unknown {
    const [service = '', action = ''] = name.split('.');
    if (service === 'events' && action.startsWith('add')) return isBatch ? this.#dice.many(6, () => this.#event()) : this.#event();
    const view = Object.values(VIEWS).find(({ plural }) => plural === service);
    if (view !== undefined && action.startsWith('get_all')) return { ...randomQuery(this.#dice, view, this.#known), ...(this.#dice.chance(0.2) ? { max_task_entries: hostileNumber(this.#dice) } : {}) };
    const made = this.#value(input, 'input', 5) as Record<string, unknown>;
    return isBatch ? made['input'] : made;
  }

  #event(): Record<string, unknown> {
    const dice = this.#dice;
    const text = (): unknown => (dice.chance(0.8) ? dice.one(['loss', 'train', ':monitor:machine', 'Summary']) : dice.one(HOSTILE_TEXTS));
    const all = { type: dice.one(EVENT_TYPES), task: this.#known.named(dice, 'task'), metric: text(), variant: text(), iter: dice.chance(0.8) ? dice.whole(0, 9) : hostileNumber(dice), value: dice.chance(0.7) ? dice.random() : hostileNumber(dice), values: dice.many(3, () => hostileNumber(dice)), plot_str: '{}', key: 'k', url: 'http://x/y', msg: 'line\n', level: dice.one(['INFO', 'debug', 'x']), timestamp: dice.chance(0.8) ? Date.now() : hostileNumber(dice), model_event: dice.chance(0.1), allow_locked: dice.chance(0.2) };
    return Object.fromEntries(Object.entries(all).filter(() => dice.chance(0.95)).map(([name, value]) => [name, dice.chance(0.03) ? hostileValue(dice) : value]));
  }

  #value(schema: z.core.$ZodType, name: string, levels: number): unknown {
    const dice = this.#dice;
    const def = defOf(schema);
    switch (def.type) {
      case 'object': return this.#members(def.shape, levels);
      case 'intersection': return { ...(this.#value(def.left, name, levels) as object), ...(this.#value(def.right, name, levels) as object) };
      case 'pipe': return this.#value(defOf(def.in).type === 'transform' ? def.out : def.in, name, levels);
      case 'optional': return this.#value(def.innerType, name, levels);
      case 'array': return dice.many(4, () => this.#value(def.element, name, levels - 1));
      case 'record': return Object.fromEntries(dice.many(3, () => [dice.one(['cat', ...HOSTILE_TEXTS]), this.#value(def.valueType, name, levels - 1)]));
      case 'union': return this.#value(dice.one(def.options), name, levels);
      case 'enum': return dice.one(Object.values(def.entries));
      case 'boolean': return dice.chance(0.5);
      case 'number': return dice.chance(0.7) ? dice.whole(0, 2_000) : hostileNumber(dice);
      case 'string': return this.#text(name);
      default: return this.#free(name);
    }
  }

  #members(shape: Readonly<Record<string, z.core.$ZodType>>, levels: number): Record<string, unknown> {
    return Object.fromEntries(Object.entries(shape).flatMap(([name, each]) => {
      const isLeft = this.#dice.chance(accepts(each, undefined) ? 0.6 : 0.04);
      return isLeft || levels <= 0 ? [] : [[name, this.#value(each, name, levels - 1)]];
    }));
  }

  #text(name: string): string {
    const dice = this.#dice;
    if (dice.chance(0.12)) return dice.one(HOSTILE_TEXTS);
    if (IDS.test(name)) return this.#known.named(dice, name);
    if (name === 'scroll_id') return dice.one(['x', ...this.#known.scrolls]);
    if (name.endsWith('pattern')) return dice.one(PATTERNS);
    return dice.one(['name', 'name', `n${dice.whole(0, 999)}`, 'a/b', 'train', 'default', 'created', dice.one(TIMES)]);
  }

  /** What may be any object: of a form that means something, or not. */
  #free(name: string): unknown {
    const dice = this.#dice;
    const item = (): object => ({ section: dice.one(['General', 'Args', '', dice.one(HOSTILE_TEXTS)]), name: this.#text('name'), value: dice.chance(0.8) ? '0.1' : hostileValue(dice), type: 'float' });
    if (name === 'hyperparams' || name === 'new_task_hyperparams') return dice.chance(0.5) ? dice.one([item(), { General: { lr: item() } }]) : Object.fromEntries(dice.many(3, () => [dice.one(HOSTILE_TEXTS), { [dice.one(HOSTILE_TEXTS)]: item() }]));
    if (name === 'configuration' || name === 'new_task_configuration') return dice.one([item(), { c: item() }, { [dice.one(HOSTILE_TEXTS)]: item() }]);
    if (name === 'artifacts') return { key: this.#text('key'), type: 'custom', mode: dice.one(['output', 'input', 'x']), uri: 'file:///x', timestamp: hostileNumber(dice), content_size: hostileNumber(dice), type_data: hostileValue(dice), display_data: [['a', 1]] };
    if (name === 'script') return { binary: 'python', repository: this.#text('name'), entry_point: 'x.py', diff: dice.one(HOSTILE_TEXTS), requirements: dice.one([{ pip: 'a' }, hostileValue(dice)]) };
    if (name === 'container') return { image: 'i', arguments: this.#text('name'), setup_shell_script: dice.one(HOSTILE_TEXTS) };
    return Object.fromEntries(dice.many(4, () => [dice.one(HOSTILE_TEXTS), hostileValue(dice)]));
  }
}

type AnyDef = z.core.$ZodTypes['_zod']['def'];

function defOf(schema: z.core.$ZodType): AnyDef {
  return (schema as z.core.$ZodType & { readonly def: AnyDef }).def;
}

function accepts(schema: z.core.$ZodType, value: unknown): boolean {
  return (schema as z.ZodType).safeParse(value).success;
}

/** The value with something else in one place. */
function spoiled(value: unknown, dice: Dice): unknown {
  if (dice.chance(0.15) || typeof value !== 'object' || value === null) return hostileValue(dice);
  if (Array.isArray(value)) {
    const at = dice.whole(0, value.length);
    return value.toSpliced(at, 1, spoiled(value[at], dice));
  }
  const name = dice.chance(0.9) ? (dice.one(Object.keys(value)) ?? 'x') : dice.one(HOSTILE_TEXTS);
  return { ...value, [name]: spoiled((value as Record<string, unknown>)[name], dice) };
}
