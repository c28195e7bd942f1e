import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { documentAt, documentFaults } from '../../src/domain/graph/document-input.ts';
import { DOCUMENT_LIMITS } from '../../src/domain/graph/graph-document.ts';
import { graphPlanOf } from '../../src/domain/graph/graph-plan.ts';
import { MAX_VALIDATION_FAULTS } from '../../src/domain/steps/validation.ts';
import { BOOK, documentOf, soundDocuments, type Edge } from './graph-fixtures.ts';

const CHAIN: readonly Edge[] = [[-1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 2, 0], [-1, 0, 3, 0], [2, 1, 3, 1]];
const NAMES = ['blur', 'cut', 'count', 'draw'];

function faultsOf(document: unknown): readonly string[] {
  return documentFaults(document, BOOK).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a document without faults', () => {
  test('lists every parameter with its value, and the inputs and outputs of the algorithms, whatever was left out', () => {
    const given = documentOf(NAMES, CHAIN);
    given.tasks[0]!.task_data['parameters'] = [{ name: 'size', value: 7 }, { name: 'edges', value: 'True' }];
    given.tasks[0]!.task_data['url'] = 'file:///gone';
    const document = documentAt(given, ['document'], BOOK);
    expect(document.tasks[0]).toEqual({
      task_id: 0,
      task_data: {
        name: 'blur',
        parameters: [{ name: 'sigma', value: '1.5' }, { name: 'kind', value: 'gauss' }, { name: 'size', value: '7' }, { name: 'edges', value: 'True' }, { name: '__proto__', value: 'plain' }],
        inputs: [{ name: 'IODataType.IMAGE' }],
        outputs: [{ name: 'IODataType.IMAGE' }],
        url: 'file:///gone',
      },
    });
    expect(document.metadata).toEqual({ name: 'test', description: '', keywords: '' });
    expect(document.tasks[2]!.task_data.outputs).toEqual([{ name: 'IODataType.IMAGE_LABEL' }, { name: 'IODataType.OBJECT_DETECTION' }]);
  });

  test('is the same when it is read again, and has a plan in which each node comes after what feeds it', () => {
    fc.assert(
      fc.property(soundDocuments, (given) => {
        const document = documentAt(given, [], BOOK);
        expect(documentAt(JSON.parse(JSON.stringify(document)), [], BOOK)).toEqual(document);
        const { nodes, order, levels, roots, lastLeaf } = graphPlanOf(document);
        const place = new Map(order.map((node, i) => [node, i]));
        expect([...order].sort((a, b) => a - b)).toEqual(nodes.map(({ index }) => index));
        expect(levels.flat().sort((a, b) => a - b)).toEqual(nodes.map(({ index }) => index));
        for (const { source_id: source, source_index: output, target_id: target, target_index: input } of document.connections) {
          expect(nodes[target]!.inputs[input]).toEqual({ source, output });
          if (source < 0) continue;
          expect(place.get(source)!).toBeLessThan(place.get(target)!);
          expect(nodes[source]!.level).toBeLessThan(nodes[target]!.level);
          expect(nodes[source]!.dependants).toContain(target);
          expect(nodes[target]!.needs).toContain(source);
        }
        expect(nodes.flatMap((node) => node.inputs).filter((edge) => edge !== null)).toHaveLength(document.connections.length);
        expect(roots).toEqual(['IMAGE']);
        expect(lastLeaf).toBe(Math.max(...nodes.filter(({ dependants }) => dependants.length === 0).map(({ index }) => index)));
      }),
    );
  });

  test('may feed several inputs of fitting types from one of its own: the strictest of them is what it takes', () => {
    const document = documentAt(documentOf(['count', 'blur', 'note'], [[-1, 0, 0, 0], [-1, 0, 1, 0], [-1, 1, 2, 0]]), [], BOOK);
    expect(graphPlanOf(document).roots).toEqual(['IMAGE_BINARY', 'TEXT']);
  });

  test('may need nothing at all from outside', () => {
    const plan = graphPlanOf(documentAt(documentOf(['paint'], []), [], BOOK));
    expect(plan).toMatchObject({ roots: [], order: [0], defaultOutputs: [{ node: 0, output: 0 }] });
  });

  test('answers what it exposes, else all outputs of its last leaf in the order of its tasks', () => {
    const edges: readonly Edge[] = [[-1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 2, 0], [2, 0, 3, 0]];
    expect(graphPlanOf(documentAt(documentOf(['cut', 'count', 'blur', 'blur'], edges), [], BOOK)).defaultOutputs).toEqual([{ node: 3, output: 0 }]);
    expect(graphPlanOf(documentAt(documentOf(['blur', 'count', 'cut'], [[-1, 0, 0, 0], [0, 0, 2, 0], [2, 0, 1, 0]]), [], BOOK)).defaultOutputs).toEqual([{ node: 1, output: 0 }, { node: 1, output: 1 }]);
    const exposed = { exposed_outputs: [{ description: '', task_id: 1, task_output_index: 1 }, { task_id: 0, task_output_index: 0 }] };
    expect(graphPlanOf(documentAt(documentOf(['cut', 'count', 'blur', 'blur'], edges, exposed), [], BOOK)).defaultOutputs).toEqual([{ node: 1, output: 1 }, { node: 0, output: 0 }]);
  });
});

describe('a document with faults', () => {
  test('is told of all of them at once, each with its place', () => {
    const given = documentOf(['blur', 'nothing', 'count', 'draw'], [[-1, 0, 0, 0], [0, 0, 2, 0], [2, 5, 3, 1], [9, 0, 3, 0], [-1, 0, 3, 0], [-1, 2, 0, 0]]);
    given.tasks[3]!.task_id = 7;
    given.tasks[0]!.task_data['parameters'] = [{ name: 'sigma', value: 'wide' }, { name: 'radius', value: '1' }, { name: 'kind', value: 'box' }, { name: 'kind', value: 'gauss' }];
    const faults = faultsOf({ ...given, exposed_outputs: [{ task_id: 2, task_output_index: 2 }], exposed_parameters: [{ name: 'a', task_id: 0, task_param_name: 'radius' }] });
    for (const start of [
      'tasks.0.task_data.parameters.0.value: sigma must be a number, is "wide"',
      'tasks.0.task_data.parameters.1.name: blur has no parameter radius; it has sigma, kind',
      'tasks.0.task_data.parameters.3.name: the parameter kind is given twice',
      'tasks.1.task_data.name: there is no algorithm nothing; known are blur, cut',
      'tasks.3.task_id: must be 3, its position, is 7',
      'exposed_outputs.0.task_output_index: count has no output 2; it has 2',
      'exposed_parameters.0.task_param_name: blur has no parameter radius',
      'connections.1: output 0 of task 0 is IMAGE, which does not go into input 0 of task 2: that wants IMAGE_BINARY',
      'connections.2.source_index: count has no output 5; it has 2',
      'connections.3.source_id: there is no task 9; the document has 4',
      'connections.4: leads into input 0 of task 3, as connection 3 does',
      'connections.5: leads into input 0 of task 0, as connection 0 does',
      'connections: input 1 of the workflow leads nowhere, but input 2 is used',
    ]) expect(faults).toContainEqual(expect.stringContaining(start));
    expect(faults).toHaveLength(13);
  });

  test('names the tasks of a circle in the order in which they feed each other', () => {
    expect(faultsOf(documentOf(['mix', 'mix', 'blur', 'blur'], [[-1, 0, 0, 0], [0, 0, 1, 0], [3, 0, 1, 1], [1, 0, 2, 0], [2, 0, 3, 0]]))).toEqual([
      expect.stringMatching(/^connections: these tasks feed each other in a circle: (1 \(mix\) -> 2 \(blur\) -> 3 \(blur\) -> 1|2 \(blur\) -> 3 \(blur\) -> 1 \(mix\) -> 2|3 \(blur\) -> 1 \(mix\) -> 2 \(blur\) -> 3);/),
    ]);
    expect(faultsOf(documentOf(['blur'], [[0, 0, 0, 0]]))).toEqual(['connections: these tasks feed each other in a circle: 0 (blur) -> 0; remove one of these connections']);
  });

  test('is told of a needed input that nothing leads into, and of types that no value has in common', () => {
    expect(faultsOf(documentOf(['draw'], [[-1, 0, 0, 0]]))).toEqual([expect.stringContaining('tasks.0: draw needs its input 1 (things, OBJECT_DETECTION)')]);
    expect(faultsOf(documentOf(['blur', 'note'], [[-1, 0, 0, 0], [-1, 0, 1, 0]]))).toEqual([expect.stringContaining('input 0 of the workflow leads into inputs of types that no value has in common: IMAGE, TEXT')]);
  });

  test('keeps its limits: tasks, workflow inputs, characters, and how many faults are listed', () => {
    expect(faultsOf(documentOf(Array.from({ length: DOCUMENT_LIMITS.tasks + 1 }, () => 'paint'), []))).toEqual([`tasks: must have at most ${DOCUMENT_LIMITS.tasks} entries, has ${DOCUMENT_LIMITS.tasks + 1}`]);
    expect(faultsOf(documentOf(['blur'], [[-1, DOCUMENT_LIMITS.inputs, 0, 0]]))).toEqual([expect.stringContaining(`a workflow has at most ${DOCUMENT_LIMITS.inputs} inputs`)]);
    expect(faultsOf(documentOf(['paint'], [], { extra: 'x'.repeat(DOCUMENT_LIMITS.json) }))[0]).toMatch(/^: is \d+ characters of JSON/);
    expect(faultsOf({ ...documentOf([], []), tasks: Array.from({ length: DOCUMENT_LIMITS.tasks }, () => ({ task_data: {} })), connections: Array.from({ length: 100 }, () => null) })).toHaveLength(MAX_VALIDATION_FAULTS);
    expect(faultsOf(documentOf([], []))).toEqual(['tasks: must have at least one task']);
  });

  test('is refused with INVALID at its first fault below the given path, in a message that names the others', () => {
    const refusal = () => documentAt(documentOf(['nothing', 'blur'], []), ['input', 'document'], BOOK);
    expect(refusal).toThrow(/^input\.document\.tasks\.0\.task_data\.name: there is no algorithm nothing; .*; input\.document\.tasks\.1: blur needs its input 0/);
    expect(refusal).toThrow(expect.objectContaining({ code: 'INVALID', path: ['input', 'document', 'tasks', '0', 'task_data', 'name'] }));
  });

  test('may be any JSON at all: it is refused or complete, and never an error of another kind', () => {
    const broken = fc.tuple(soundDocuments, fc.array(fc.tuple(fc.nat(), fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 0, 1, 5, 1e9, 0.5, '__proto__', 'constructor', null, [], {}))), { minLength: 1, maxLength: 3 })).map(([document, edits]) => edits.reduce(edited, document as unknown));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), broken), (value) => {
        const faults = documentFaults(value, BOOK);
        if (faults.length === 0) return void graphPlanOf(documentAt(value, [], BOOK));
        expect(() => documentAt(value, [], BOOK)).toThrow(DomainError);
        for (const { path, message } of faults) expect([typeof message, Array.isArray(path)]).toEqual(['string', true]);
      }),
      { numRuns: 300 },
    );
  });

  test('takes no harm from names that objects inherit', () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) expect(faultsOf(documentOf([name], []))).toEqual([expect.stringContaining(`there is no algorithm ${name}`)]);
    const given = JSON.parse('{"metadata":{"name":"x","__proto__":{"polluted":1}},"__proto__":{"tasks":[]},"tasks":[{"task_id":0,"task_data":{"name":"paint","parameters":[{"name":"__proto__","value":"x"}]}}],"connections":[]}') as unknown;
    expect(faultsOf(given)).toEqual(['tasks.0.task_data.parameters.0.name: paint has no parameter __proto__; it has none']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

/** The document with one of its parts, picked by a number, replaced by another value. */
function edited(document: unknown, [pick, value]: readonly [number, unknown]): unknown {
  const copy = JSON.parse(JSON.stringify(document ?? null)) as unknown;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (part: unknown) => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      places.push([part as Record<string, unknown>, key]);
      walk(inner);
    }
  };
  walk(copy);
  if (places.length === 0) return value;
  const [holder, key] = places[pick % places.length]!;
  holder[key] = value;
  return copy;
}
