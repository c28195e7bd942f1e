// Places of faults: what the engine says of its own words stands where the client wrote it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputPath } from '../../src/api/graphql/mutation/input-path.ts';

const env = [{ name: 'A', value: '1' }, { name: 'B', value: '2' }];
const definition = { tasks: [{ spec: { command: { env } } }, { spec: { steps: { main: [{ args: { spec: 1, env: 2 } }] }, command: null } }] };

test.each([
  ['spec.binary', { spec: { command: { binary: '' } } }, 'spec.command.binary'],
  ['spec', { spec: {} }, 'spec'],
  ['spec.command.env.1.name', { spec: {} }, 'spec.command.env.1.name'],
  ['definition.tasks.0.spec.env.B', { definition }, 'definition.tasks.0.spec.command.env.1'],
  ['definition.tasks.0.spec.env.C', { definition }, 'definition.tasks.0.spec.command.env.C'],
  ['definition.tasks.1.spec.main.0.args.spec.env', { definition }, 'definition.tasks.1.spec.steps.main.0.args.spec.env'],
  ['overrides.env.A', { overrides: { env } }, 'overrides.env.0'],
  ['workflowId.tasks.0.spec.main', { workflowId: 'x' }, 'workflowId.tasks.0.spec.main'],
])('%s is %j', (path, input, expected) => {
  expect(inputPath(path.split('.'), input).join('.')).toBe(expected);
});

test('a path without specs and variables stays as it is, whatever the input', () => {
  fc.assert(fc.property(fc.array(fc.string().filter((part) => part !== 'spec' && part !== 'env')), fc.jsonValue(), (path, input) => {
    expect(inputPath(path, input)).toEqual(path);
  }));
});
