// Lists take as many statements for fifty rows as for one, whatever objects are shown below each row.
import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, getNamedType, getNullableType, isAbstractType, isLeafType, isObjectType, isRequiredArgument } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GraphqlGround, graphqlGround, schema as apiSchema, type Shown } from './graphql-ground.ts';
import { newRun, newRunner, newTask, TRUE_SPEC } from './graphql-work.ts';

const MANY = 50;
/** Rows that every list has at least; making fifty of each noun takes too long. */
const SOME = 20;

const LISTS = ['projects', 'queues', 'runners', 'runs', 'tasks', 'workflows'];

let ground: GraphqlGround;
let schema: GraphQLSchema;

beforeAll(async () => {
  ground = await graphqlGround({ maxCost: 1_000_000 });
  schema = await apiSchema();
  for (let i = 0; i < MANY; i++) await newTask(ground, { name: `alone ${i}`, enqueue: true, tags: ['counted'] });
  for (let i = 0; i < SOME; i++) {
    await newRun(ground, { first: [], second: ['first'] });
    await ground.command('createProject', { path: `/counted-${i}` }, 'project { id }');
    await ground.command('createQueue', { name: `counted-${i}`, accepts: ['COMMAND'] }, 'queue { id }');
    await ground.command('saveWorkflow', { name: `counted ${i}`, definition: { tasks: [{ node: 'a', spec: TRUE_SPEC }] } }, 'workflow { id }');
  }
  const runner = await newRunner(ground, 'counting');
  const attempts = await runner.claim(25);
  await runner.write(attempts[0]!, ['one', 'two']);
  for (const attempt of attempts.slice(0, 5)) await runner.finish(attempt, 0);
  for (let i = 1; i < SOME; i++) await newRunner(ground, `counting ${i}`);
});
afterAll(() => ground?.close());

/** Statements of an operation. */
async function statementsOf(query: string): Promise<{ statements: number; rows: number }> {
  ground.statements.length = 0;
  const { data, errors } = await ground.ask(query);
  expect(errors, query).toBeUndefined();
  return { statements: ground.statements.length, rows: (Object.values(data as Record<string, Shown>)[0].nodes as unknown[]).length };
}

/** What to select of a type: all its values, and of objects below it no more than their type. */
function leavesOf(type: GraphQLObjectType): string {
  const leaves = Object.values(type.getFields()).filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument)).map(({ name }) => name);
  return leaves.length > 0 ? leaves.join(' ') : '__typename';
}

/** A field that shows one object, or several, with the values of each. */
function shown(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (isAbstractType(type)) return `${field.name} { __typename }`;
  if (!isObjectType(type)) return field.name;
  const { nodes, totalCount } = type.getFields();
  const row = nodes && getNamedType(nodes.type);
  const inside = row && isObjectType(row) ? `${totalCount ? 'totalCount ' : ''}nodes { ${leavesOf(row)} }` : leavesOf(type);
  return `${field.name} { ${inside} }`;
}

/** Lists of the query type that page through nouns. */
function listFields(): GraphQLField<unknown, unknown>[] {
  return Object.values(schema.getQueryType()!.getFields()).filter((field) => {
    const type = getNullableType(field.type);
    return isObjectType(type) && type.name.endsWith('Connection') && field.args.some(({ name }) => name === 'first');
  });
}

describe('every list of the schema', () => {
  test('is looked at', () => {
    expect(listFields().map(({ name }) => name)).toEqual(expect.arrayContaining(LISTS));
  });

  test('takes no more statements for a full page than for three rows, with every field below its rows', async () => {
    const grown: string[] = [];
    const full = new Set<string>();
    for (const list of listFields()) {
      const { nodes } = (getNamedType(list.type) as GraphQLObjectType).getFields();
      const row = nodes && getNamedType(nodes.type);
      if (!isObjectType(row)) continue;
      const below = Object.values(row.getFields()).filter((field) => !field.args.some(isRequiredArgument));
      const objects = below.filter((field) => !isLeafType(getNamedType(field.type))).map(shown);
      for (const selection of [leavesOf(row), ...objects]) {
        const asked = (first: number): Promise<{ statements: number; rows: number }> => statementsOf(`{ ${list.name}(first: ${first}) { nodes { ${selection} } } }`);
        const [few, many] = [await asked(3), await asked(MANY)];
        if (many.rows >= SOME) full.add(list.name);
        // Kinds of rows differ (a task that waits, one that runs): what only some of them need is read once more, not once each.
        if (many.statements > few.statements + 2) grown.push(`${list.name} { ${selection} }: ${few.statements} statements for ${few.rows} rows, ${many.statements} for ${many.rows}`);
      }
    }
    expect(grown).toEqual([]);
    expect([...full]).toEqual(expect.arrayContaining(LISTS));
  });
});

test('fifty tasks with queue, runner and current step take at most five statements', async () => {
  const step = await statementsOf(`{ tasks(first: ${MANY}) { nodes { name status queue { name } currentAttempt { runner { name } } holdStep { __typename } } } }`);
  expect(step.rows).toBe(MANY);
  expect(step.statements).toBeLessThanOrEqual(5);
});

test('the length of a list is counted once, however often it is asked for', async () => {
  const aliases = Array.from({ length: 20 }, (_, i) => `n${i}: totalCount`).join(' ');
  const once = await statementsOf('{ tasks(first: 1) { totalCount nodes { id } } }');
  const often = await statementsOf(`{ tasks(first: 1) { ${aliases} nodes { id } } }`);
  expect(often.statements).toBe(once.statements);
});
