// Documents made at random over a schema: mostly valid in form, with arguments of right and of wrong types.
import {
  getNamedType, getNullableType, type GraphQLArgument, type GraphQLField, type GraphQLInputType, type GraphQLNamedOutputType, type GraphQLSchema, isAbstractType, isEnumType, isInputObjectType, isLeafType,
  isListType, isNonNullType, isObjectType, isScalarType, parseValue, print,
} from 'graphql';

/** What is sent. */
export interface RandomRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

const ODD: readonly unknown[] = [null, true, -1, 0, 1, 2 ** 31, 2 ** 53, 1.5, -1e308, '', 'x', '\0', '\uD800', 'a'.repeat(300), '2026-11-21T10:17:00Z', 'VGFzazowMDAw', [], [[]], {}, { a: 1 }, [null], '__proto__', '9'.repeat(40)];
const MAX_LEVELS = 5;

/** Makes requests from numbers in [0, 1). */
export class RandomDocuments {
  readonly #schema: GraphQLSchema;
  readonly #random: () => number;
  /** Ids that exist, for arguments. */
  readonly #ids: readonly string[];
  #variables: { name: string; type: string; value: unknown }[] = [];

  constructor(schema: GraphQLSchema, random: () => number, ids: readonly string[]) {
    this.#schema = schema;
    this.#random = random;
    this.#ids = ids;
  }

  /** One request. */
  next(kinds: readonly ('query' | 'mutation' | 'subscription')[] = ['query', 'query', 'query', 'mutation']): RandomRequest {
    this.#variables = [];
    const kind = this.#one(kinds);
    const root = this.#schema.getRootType(kind as never)!;
    const body = this.#selection(root, this.#whole(1, MAX_LEVELS), kind === 'query' ? 3 : 1);
    const fragment = this.#chance(0.2) ? ` fragment F on ${this.#chance(0.9) ? root.name : 'Task'} ${this.#selection(root, 2, 2)}` : '';
    const spread = fragment !== '' || this.#chance(0.02) ? '...F ' : '';
    const defined = this.#variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const query = `${kind} Q${defined === '' ? '' : `(${defined})`} ${body.replace('{', `{ ${spread}`)}${fragment}`;
    const variables = Object.fromEntries(this.#variables.filter(() => this.#chance(0.95)).map(({ name, value }) => [name, value]));
    return { query, variables, ...(this.#chance(0.05) ? { operationName: this.#one(['Q', 'R', '']) } : {}) };
  }

  #selection(type: GraphQLNamedOutputType, levels: number, most = 5): string {
    if (isAbstractType(type)) {
      const some = this.#one(this.#schema.getPossibleTypes(type));
      return `{ __typename ... on ${some.name} ${this.#selection(some, levels - 1)} }`;
    }
    if (!isObjectType(type)) return '';
    const fields = Object.values(type.getFields());
    const picked = Array.from({ length: this.#whole(1, most) }, () => this.#field(this.#one(fields), levels)).filter((text) => text !== '');
    return `{ ${picked.length > 0 ? picked.join(' ') : '__typename'} ${this.#chance(0.01) ? 'nothing ' : ''}}`;
  }

  #field(field: GraphQLField<unknown, unknown>, levels: number): string {
    const inner = getNamedType(field.type);
    if (!isLeafType(inner) && levels <= 0) return '';
    const args = field.args.filter((arg) => isNonNullType(arg.type) || this.#chance(0.4)).map((arg) => this.#argument(arg));
    const alias = this.#chance(0.15) ? `a${this.#whole(0, 9)}: ` : '';
    const directive = this.#chance(0.05) ? ` @${this.#one(['include', 'skip', 'nothing'])}(if: ${this.#one(['true', 'false', '1', '$v0'])})` : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${directive}${isLeafType(inner) ? '' : ` ${this.#selection(inner, levels - 1)}`}`;
  }

  #argument({ name, type }: GraphQLArgument): string {
    const value = this.#value(type, 4);
    if (!this.#chance(0.4)) return `${name}: ${literal(value, type)}`;
    const variable = `v${this.#variables.length}`;
    this.#variables.push({ name: variable, type: this.#chance(0.97) ? String(type) : this.#one(['Int', '[ID!]!', 'JSON']), value });
    return `${name}: $${variable}`;
  }

  #value(type: GraphQLInputType, levels: number): unknown {
    if (this.#chance(0.06)) return this.#one(ODD);
    const given = getNullableType(type);
    if (isListType(given)) return Array.from({ length: this.#whole(0, levels > 0 ? 3 : 0) }, () => this.#value(given.ofType, levels - 1));
    if (isEnumType(given)) return this.#one(given.getValues()).name;
    if (isInputObjectType(given)) {
      const fields = Object.values(given.getFields()).filter((field) => isNonNullType(field.type) || (levels > 0 && this.#chance(0.3)));
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, levels - 1)]));
    }
    return this.#scalar(isScalarType(given) ? given.name : '');
  }

  #scalar(name: string): unknown {
    switch (name) {
      case 'Int': return this.#whole(-2, 120);
      case 'BigInt': return this.#whole(0, 2 ** 40);
      case 'Float': return this.#random() * 100;
      case 'Boolean': return this.#chance(0.5);
      case 'ID': return this.#one([...this.#ids, 'x']);
      case 'DateTime': return new Date(this.#whole(0, 2e12)).toISOString();
      case 'JSON': return this.#one(ODD);
      default: return this.#one(['a', 'name', '/p', 'default', `n${this.#whole(0, 999)}`, '/bin/true', '', 'ä🙂']);
    }
  }

  #one<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!;
  }

  #whole(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }
}

// As it would be written by hand: names of enums without quotes, where the type says so.
function literal(value: unknown, type: GraphQLInputType): string {
  const given = getNullableType(type);
  if (typeof value === 'string') return isEnumType(given) && /^[A-Za-z_]\w*$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((each) => literal(each, isListType(given) ? given.ofType : given)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = isInputObjectType(given) ? given.getFields() : {};
    return `{ ${Object.entries(value).map(([name, each]) => `${name}: ${literal(each, fields[name]?.type ?? given)}`).join(', ')} }`;
  }
  return typeof value === 'number' ? print(parseValue(String(value))) : String(value);
}

/** The text with some of its characters changed, doubled, dropped or exchanged. */
export function mutated(text: string, random: () => number): string {
  let bytes = Buffer.from(text);
  for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
    const at = Math.floor(random() * bytes.length);
    const length = 1 + Math.floor(random() * 8);
    const piece = bytes.subarray(at, at + length);
    const put = [Buffer.alloc(0), Buffer.concat([piece, piece]), Buffer.from([Math.floor(random() * 256)]), Buffer.from('{}[]()":$@.\\,\0'[Math.floor(random() * 15)] ?? '!')][Math.floor(random() * 4)]!;
    bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);
  }
  return bytes.toString();
}
