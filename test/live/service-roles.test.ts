// What keys of services see of the work of everybody: nothing.
import { type GraphQLField, type GraphQLInputType, getNamedType, getNullableType, isInputObjectType, isLeafType, isListType, isRequiredArgument, isRequiredInputField } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApiSchema } from '../../src/api/graphql/schema.ts';
import { LiveClient } from './live-client.ts';
import { type LiveGround, liveGround, LOCAL } from './live-ground.ts';

/** Fields that tell of nobody but the caller. */
const OF_THE_CALLER = new Set(['viewer', 'rateLimit']);

let ground: LiveGround;
beforeAll(async () => { ground = await liveGround({ authorise: ({ role }) => Promise.resolve({ actor: { ...LOCAL, role: role as 'runner' } }) }); });
afterAll(() => ground.close());

/** An operation that asks for this field alone; what a service may not see is refused before its arguments are looked at. */
function asking(kind: string, field: GraphQLField<unknown, unknown>): string {
  const args = field.args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${written(arg.type)}`);
  return `${kind} { ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${isLeafType(getNamedType(field.type)) ? '' : ' { __typename }'} }`;
}

/** A value of a type, with nothing in it that need not be. */
function written(type: GraphQLInputType): string {
  const given = getNullableType(type);
  if (isListType(given)) return '[]';
  if (!isInputObjectType(given)) return '"x"';
  return `{ ${Object.values(given.getFields()).filter(isRequiredInputField).map((field) => `${field.name}: ${written(field.type)}`).join(', ')} }`;
}

describe.each(['runner', 'tms'])('a key of the role %s', (role) => {
  test('is refused every query and every subscription that tells of others', async () => {
    const schema = await buildApiSchema();
    const client = await LiveClient.open(ground.url, { role });
    const roots = { query: schema.getQueryType()!, subscription: schema.getSubscriptionType()! };
    const asked = Object.entries(roots).flatMap(([kind, root]) => Object.values(root.getFields()).filter(({ name }) => !OF_THE_CALLER.has(name)).map((field) => asking(kind, field)));
    expect(asked.length).toBeGreaterThan(15);
    for (const [n, operation] of asked.entries()) {
      client.subscribe(String(n), operation);
      await client.until(() => client.of(String(n)).length > 0, operation);
      const { payload } = client.of(String(n))[0]!;
      const errors = Array.isArray(payload) ? payload : (payload as { errors?: unknown }).errors;
      expect(errors, operation).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    client.close();
  });
});
