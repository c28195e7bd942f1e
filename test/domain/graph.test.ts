import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkflowDefinition } from '../../src/domain/run/definition.ts';
import { MAX_GRAPH_FAULTS, dependentsOf, graphFaults, runOrder } from '../../src/domain/run/graph.ts';
import { anyDag, anyGraph, definitionOf } from './domain-arbitraries.ts';

test('a fault of the graph is reported exactly when some node needs itself, near or far', () => {
  fc.assert(fc.property(anyGraph, (definition) => {
    const isCircular = definition.tasks.some((task) => reaches(definition, task.node, task.node));
    expect(graphFaults(definition).length > 0).toBe(isCircular);
  }), { numRuns: 500 });
});

test('the circle that is reported is one: each of its nodes needs the next, and the last the first', () => {
  fc.assert(fc.property(anyGraph, (definition) => {
    const [fault] = graphFaults(definition);
    if (!fault) return;
    const nodes = fault.message.replace(/^.*circle: /, '').replace(/;.*$/, '').split(' needs ');
    expect(nodes.at(0)).toBe(nodes.at(-1));
    const needs = new Map(definition.tasks.map((task) => [task.node, task.needs]));
    for (let i = 1; i < nodes.length; i++) expect(needs.get(nodes[i - 1]!)).toContain(nodes[i]);
  }), { numRuns: 500 });
});

test('a node behind a circle is not blamed for it', () => {
  const [fault] = graphFaults(definitionOf([['victim', ['a']], ['a', ['b']], ['b', ['a']]]));
  expect(fault).toEqual({ path: ['tasks'], message: 'these tasks need each other in a circle: a needs b needs a; remove one of these needs' });
});

test('the order to run in has every node once, each after all that it needs', () => {
  fc.assert(fc.property(anyDag, (definition) => {
    expect(graphFaults(definition)).toEqual([]);
    const order = runOrder(definition);
    expect([...order].sort()).toEqual(definition.tasks.map((task) => task.node).sort());
    for (const task of definition.tasks) for (const need of task.needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(task.node));
  }));
});

test('the dependents are the needs turned around', () => {
  fc.assert(fc.property(anyGraph, (definition) => {
    const dependents = dependentsOf(definition);
    for (const task of definition.tasks) {
      expect([...dependents.get(task.node)!].sort()).toEqual(definition.tasks.filter((other) => other.needs.includes(task.node)).map((other) => other.node).sort());
    }
  }));
});

test('a node that is defined twice and a need that is not defined are reported with their places', () => {
  expect(graphFaults(definitionOf([['a', []], ['a', ['gone']]]))).toEqual([
    { path: ['tasks', '1', 'node'], message: 'the node a is defined twice' },
    { path: ['tasks', '1', 'needs', '0'], message: 'a needs gone, which is not defined' },
  ]);
});

test('naming a need twice means no more than once', () => {
  expect(runOrder(definitionOf([['b', ['a', 'a']], ['a', []]]))).toEqual(['a', 'b']);
});

test('the largest definition that names nothing but strangers gets a bounded list of faults', () => {
  const strangers = Array.from({ length: 1_000 }, (_, i) => `x${i}`);
  expect(graphFaults(definitionOf(strangers.map((_, i) => [`n${i}`, strangers])))).toHaveLength(MAX_GRAPH_FAULTS);
});

test('a circle through a thousand nodes is told in short', () => {
  const [fault] = graphFaults(definitionOf(Array.from({ length: 1_000 }, (_, i) => [`n${i}`, [`n${(i + 1) % 1_000}`]])));
  expect(fault!.message).toMatch(/n0 needs n1 needs .* needs n19 needs 980 more needs n0;/);
});

/** Whether following needs from one node leads to another; the naive way. */
function reaches(definition: WorkflowDefinition, from: string, to: string): boolean {
  const needs = new Map(definition.tasks.map((task) => [task.node, task.needs]));
  const seen = new Set<string>();
  const open = [...needs.get(from)!];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...needs.get(node)!);
  }
  return false;
}
