import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphCallFault } from '../../src/domain/graph/call/graph-call-fault.ts';
import { documentAt } from '../../src/domain/graph/document-input.ts';
import { graphCallAt, type GraphCall, type GraphCallBody } from '../../src/domain/graph/graph-call.ts';
import { graphPlanOf } from '../../src/domain/graph/graph-plan.ts';
import { BOOK, documentOf, soundDocuments } from './graph-fixtures.ts';

/** Three blurs one behind the other, then cut, count; a note with a text of its own. */
const DOCUMENT = documentAt(documentOf(['blur', 'blur', 'cut', 'count', 'blur', 'note'], [[-1, 0, 0, 0], [0, 0, 1, 0], [1, 0, 4, 0], [4, 0, 2, 0], [2, 0, 3, 0], [-1, 1, 5, 0]]), [], BOOK);
const INPUTS = [{ image: 'AAAA' }, { TEXT: { text: 'hello' } }];

function call(body: GraphCallBody): GraphCall {
  return graphCallAt(DOCUMENT, BOOK, { inputs: INPUTS, ...body });
}

/** The place, the kind and the reason of a refusal. */
function refusal(body: GraphCallBody): readonly unknown[] {
  try {
    call(body);
  } catch (error) {
    if (!(error instanceof GraphCallFault)) throw error;
    return [error.loc, error.type, error.reason];
  }
  throw new Error('the call was accepted');
}

describe('outputs', () => {
  test('are answered in the order in which they are named, all of a task in place, also twice', () => {
    const { wanted } = call({ outputs: [{ task_name: 'blur', task_index: 2, isBase64Encoded: true }, { task_name: 'count', save_temporary: true }, { task_name: 'count', output_index: 1, task_index: null }, { task_name: 'blur', output_index: 0 }, { task_name: 'blur' }] });
    expect(wanted.map(({ node, output, saveTemporary }) => [node, output, saveTemporary])).toEqual([[4, 0, false], [3, 0, true], [3, 1, true], [3, 1, false], [0, 0, false], [0, 0, false]]);
  });

  test('are those of the last leaf when the caller names none', () => {
    for (const outputs of [undefined, null, []]) expect(call({ outputs }).wanted).toEqual([{ node: 5, output: 0, saveTemporary: false }]);
  });

  test('that are not there are refused with their places', () => {
    expect(refusal({ outputs: [{ task_name: 'blur' }, { task_name: 'blurr' }] })).toEqual([['body', 'outputs', 1, 'task_name'], 'not_found', 'the workflow has no task blurr; it has blur, cut, count, note']);
    expect(refusal({ outputs: [{ task_name: 'blur', task_index: 3 }] })).toEqual([['body', 'outputs', 0, 'task_index'], 'not_found', 'the workflow has 3 of the task blur, counted from 0; there is no number 3']);
    expect(refusal({ outputs: [{ task_name: 'count', output_index: 2 }] })).toEqual([['body', 'outputs', 0, 'output_index'], 'not_found', 'the task count has 2 outputs, counted from 0; there is no number 2']);
    expect(refusal({ outputs: [{}] }).slice(0, 2)).toEqual([['body', 'outputs', 0, 'task_name'], 'missing']);
    expect(refusal({ outputs: [{ task_name: 'blur', task_index: -1 }] }).slice(0, 2)).toEqual([['body', 'outputs', 0, 'task_index'], 'value_error']);
    expect(refusal({ outputs: 'all' })).toMatchObject([['body', 'outputs'], 'value_error', 'must be a list']);
    expect(refusal({ outputs: ['blur'] }).slice(0, 2)).toEqual([['body', 'outputs', 0], 'value_error']);
    expect(refusal({ outputs: Array.from({ length: 200 }, () => ({ task_name: 'count' })) })).toMatchObject([['body', 'outputs'], 'value_error', expect.stringContaining('name 400 outputs, at most 256')]);
  });

  test('pick the n-th of a name whatever the document is', () => {
    fc.assert(
      fc.property(soundDocuments, fc.nat(), (given, pick) => {
        const document = documentAt(given, [], BOOK);
        const node = pick % document.tasks.length;
        const { name } = document.tasks[node]!.task_data;
        const index = document.tasks.slice(0, node).filter((task) => task.task_data.name === name).length;
        const { wanted } = graphCallAt(document, BOOK, { inputs: [{ image: 'AAAA' }], outputs: [{ task_name: name, task_index: index }] });
        expect(wanted).toEqual(graphPlanOf(document).nodes[node]!.outputTypes.map((_, output) => ({ node, output, saveTemporary: false })));
      }),
    );
  });
});

describe('parameters', () => {
  test('are texts that their types take, gathered by node, the later of two for one counting', () => {
    const { overrides } = call({
      parameters: [
        { task_name: 'blur', task_index: 1, parameters: { sigma: '2.5', edges: 'True' } },
        { task_name: 'blur', parameters: { size: 5, edges: false, sigma: 1e1 } },
        { task_name: 'blur', task_index: 1, parameters: { sigma: '3' } },
        { task_name: 'cut' },
        { task_name: 'cut', parameters: null },
      ],
    });
    expect(overrides).toEqual([{ node: 0, values: { size: '5', edges: 'false', sigma: '10' } }, { node: 1, values: { sigma: '3', edges: 'True' } }]);
  });

  test('may be absent or null, and have names that objects inherit', () => {
    for (const parameters of [undefined, null, []]) expect(call({ parameters }).overrides).toEqual([]);
    const [override] = call({ parameters: [{ task_name: 'blur', parameters: JSON.parse('{"__proto__":"mine"}') as unknown }] }).overrides;
    expect(Object.entries(override!.values)).toEqual([['__proto__', 'mine']]);
    expect(refusal({ parameters: [{ task_name: 'blur', parameters: { constructor: '1' } }] }).slice(0, 2)).toEqual([['body', 'parameters', 0, 'parameters', 'constructor'], 'not_found']);
  });

  test('that do not exist or do not fit are refused with their places', () => {
    const set = (parameters: object) => refusal({ parameters: [{ task_name: 'blur', parameters }] });
    expect(set({ radius: '1' })).toMatchObject([['body', 'parameters', 0, 'parameters', 'radius'], 'not_found', expect.stringContaining('the task blur has no such parameter; it has sigma, kind')]);
    expect(set({ ['r'.repeat(100_000)]: '1' })[0]).toEqual(['body', 'parameters', 0, 'parameters', `${'r'.repeat(100)}…`]);
    expect(set({ sigma: 'None' })).toMatchObject([['body', 'parameters', 0, 'parameters', 'sigma'], 'value_error', 'must be a number, is "None"']);
    expect(set({ sigma: 0.1 })[2]).toBe('must be at least 0.3, is 0.1');
    expect(set({ size: '2.5' })[2]).toBe('must be a whole number, is "2.5"');
    expect(set({ kind: 'Gauss' })[2]).toBe('must be one of gauss, box, is "Gauss"');
    expect(set({ edges: 'maybe' })[2]).toBe('must be true or false, is "maybe"');
    expect(set({ sigma: null })[2]).toBe('must be a text, a number, true or false');
    expect(set({ sigma: '1\0' })[2]).toBe('must not contain the NUL character');
    expect(refusal({ parameters: [{ task_name: 'gone', parameters: {} }] }).slice(0, 2)).toEqual([['body', 'parameters', 0, 'task_name'], 'not_found']);
    expect(refusal({ parameters: {} }).slice(0, 2)).toEqual([['body', 'parameters'], 'value_error']);
  });
});

describe('inputs', () => {
  test('are one for each of the workflow, each of the type that its place wants', () => {
    expect(call({}).inputs).toEqual([{ type: 'image', base64: 'AAAA' }, { type: 'TEXT', json: { text: 'hello' } }]);
    expect(call({ inputs: [{ isBase64Encoded: true, image: 'AAAA' }, 'hello'] }).inputs).toEqual([{ type: 'image', base64: 'AAAA' }, { type: 'TEXT', json: { text: 'hello' } }]);
    const uid = '01890a5d-ac96-774b-bcce-b302099a8057';
    const url = `http://127.0.0.1:1/v1/objects/?uid=${uid}`;
    expect(call({ inputs: [{ storage_object: { url, data_type: 'image', metadata: {} } }, INPUTS[1]] }).inputs[0]).toEqual({ type: 'image', storage: { uid, url, dataType: 'image' } });
  });

  test('that are missing, too few, too many or of another type are refused with their places', () => {
    expect(refusal({ inputs: undefined }).slice(0, 2)).toEqual([['body', 'inputs'], 'missing']);
    expect(refusal({ inputs: null }).slice(0, 2)).toEqual([['body', 'inputs'], 'missing']);
    expect(refusal({ inputs: [] })[2]).toContain('which has 2 (IMAGE, TEXT); 0 were given');
    expect(refusal({ inputs: [...INPUTS, INPUTS[0]] })[2]).toContain('3 were given');
    expect(refusal({ inputs: [{ TEXT: 'x' }, INPUTS[1]] })).toMatchObject([['body', 'inputs', 0, 'TEXT'], 'value_error', 'this input of the workflow is of the type IMAGE: give image']);
    expect(refusal({ inputs: [{ picture: 'x' }, INPUTS[1]] })[2]).toBe('must have one member whose name is the type of the value; here image or storage_object');
    expect(refusal({ inputs: [{ image: 'AAAA', TEXT: 'x' }, INPUTS[1]] })[2]).toContain('must be one value, but has image, TEXT');
    expect(refusal({ inputs: ['AAAA', INPUTS[1]] })[2]).toBe('must be an object');
    expect(refusal({ inputs: [{ image: 'data:image/png;base64,AAAA' }, INPUTS[1]] })).toMatchObject([['body', 'inputs', 0, 'image'], 'value_error', expect.stringContaining('leave out the beginning up to the comma')]);
    expect(refusal({ inputs: [{ image: '' }, INPUTS[1]] })[2]).toContain('must not be empty');
    expect(refusal({ inputs: [{ image: 'AA_-' }, INPUTS[1]] })[2]).toContain('standard base64 alphabet');
    expect(refusal({ inputs: [{ image: { data: 'AAAA' } }, INPUTS[1]] })[2]).toContain('must be a text');
    const stored = (value: object) => refusal({ inputs: [{ storage_object: value }, INPUTS[1]] });
    expect(stored({ url: 'http://x/?uid=../../etc', data_type: 'image' })[0]).toEqual(['body', 'inputs', 0, 'storage_object', 'url']);
    expect(stored({ url: 'here', data_type: 'image' })[2]).toContain('…/v1/objects/?uid=<uid>');
    expect(stored({ url: 'http://x/?uid=1', data_type: 'video' })[2]).toContain('video cannot be taken in');
    expect(stored({ url: 'http://x/?uid=1', data_type: 'text' })[2]).toContain('wants image, not text');
  });

  test('of any JSON at all are accepted or refused as a fault of the call', () => {
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom('blur', 'cut', 0, 1, true, null, INPUTS, INPUTS[0], { task_name: 'blur', parameters: { sigma: '1' } }, [{ task_name: 'blur' }], { __proto__: null }));
    fc.assert(
      fc.property(fc.record({ inputs: fc.oneof(member, fc.array(member), fc.constant(INPUTS)), outputs: fc.oneof(member, fc.array(member)), parameters: fc.oneof(member, fc.array(member)) }), (body) => {
        try {
          expect(graphCallAt(DOCUMENT, BOOK, body).inputs).toHaveLength(2);
        } catch (error) {
          expect(error).toBeInstanceOf(GraphCallFault);
          expect((error as GraphCallFault).loc[0]).toBe('body');
        }
      }),
      { numRuns: 300 },
    );
  });

  test('of a hundred million characters are looked at and not walked through', () => {
    const image = Buffer.alloc(100_000_000, 'A').toString('latin1');
    const spent = Array.from({ length: 3 }, () => {
      const begun = process.cpuUsage();
      const [input] = call({ inputs: [{ image }, INPUTS[1]] }).inputs;
      const { user, system } = process.cpuUsage(begun);
      expect(input).toEqual({ type: 'image', base64: image });
      return user + system;
    });
    // Microseconds of the processor, whatever else the machine does: less than one walk takes. The collector of garbage may come in between, but not each time.
    expect(Math.min(...spent)).toBeLessThan(50_000);
  });
});
