// Rules about what tasks are made of.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandSpecAt } from '../../src/domain/input/spec-input.ts';
import { artifactsAt } from '../../src/domain/task/content/artifact-input.ts';
import { withConfigurations, withoutMembers } from '../../src/domain/task/content/configuration.ts';
import { contentPatchAt } from '../../src/domain/task/content/content-patch.ts';
import { decideEdit, decidePartEdit } from '../../src/domain/task/content/edit-rule.ts';
import { editedDoc, isOfRun } from '../../src/domain/task/content/edited-content.ts';
import { entryText, entryWords } from '../../src/domain/task/content/entry-words.ts';
import { hyperparamsAt, listedParameters, withoutParameters, withParameters } from '../../src/domain/task/content/hyperparams.ts';
import { EXPERIMENT_VARIABLE } from '../../src/domain/task/content/experiment-program.ts';
import { dockerCommandOf, legacyParametersOf, modelDescriptionOf, withDockerCommand, withLegacyParameters, withModelDescription } from '../../src/domain/task/content/legacy-content.ts';
import { scriptAt } from '../../src/domain/task/content/script.ts';
import { scriptOfSpec, specOfScript } from '../../src/domain/task/content/spec-of-script.ts';
import { retagged, separatedTags, tagsAt } from '../../src/domain/task/content/tag-rule.ts';
import type { CommandSpec } from '../../src/domain/task/spec.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';
import { emptyDoc, type JsonObject } from '../../src/domain/task/task-doc.ts';

const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'a.b', '$', '%', 'a/b', 'Args', 'TF_DEFINE'), fc.string({ minLength: 1, maxLength: 12 })).map((text) => text.toWellFormed().replaceAll('\0', '').trim()).filter((text) => text !== '');
const value = fc.string({ maxLength: 12 }).map((text) => text.toWellFormed().replaceAll('\0', ''));
const parameter = fc.record({ section: key, name: key, value });
const parameters = fc.array(parameter, { maxLength: 12 });
const asObject = (items: readonly { readonly section: string; readonly name: string; readonly value: string }[]): JsonObject => withParameters({}, items, 'all');

test('parameters are read back as they were put in, whatever their names are', () => {
  fc.assert(fc.property(parameters, (items) => {
    const last = new Map(items.map((item) => [JSON.stringify([item.section, item.name]), item]));
    const object = asObject(items);
    expect(new Map(listedParameters(object).map((item) => [JSON.stringify([item.section, item.name]), item]))).toEqual(last);
    expect(hyperparamsAt(JSON.parse(JSON.stringify(object)), [])).toEqual(object);
  }));
});

test('what is put in wins, what is replaced goes, what is taken out is gone, and the rest stays', () => {
  fc.assert(fc.property(parameters, parameters, fc.constantFrom('none' as const, 'section' as const, 'all' as const), (before, items, replace) => {
    const old = asObject(before);
    const after = withParameters(old, items, replace);
    const ids = (list: readonly { section: string; name: string }[]) => list.map(({ section, name }) => JSON.stringify([section, name]));
    const named = new Set(items.map(({ section }) => section));
    const kept = listedParameters(old).filter(({ section }) => replace === 'none' || (replace === 'section' && !named.has(section)));
    expect(new Set(ids(listedParameters(after)))).toEqual(new Set([...ids(kept), ...ids(items)]));
    const { left, changed } = withoutParameters(after, items);
    expect(listedParameters(left).some(({ section, name }) => items.some((item) => item.section === section && item.name === name))).toBe(false);
    expect(changed).toBe(items.length > 0);
  }));
});

test('parameters without sections and descriptions of models come back as they came, and replace only their like', () => {
  const flat = fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 8 }).map((entries) => Object.fromEntries(entries) as JsonObject);
  fc.assert(fc.property(parameters, flat, flat, (own, first, second) => {
    const base = asObject(own.filter(({ section }) => section !== 'Args' && section !== 'TF_DEFINE'));
    const after = withLegacyParameters(withLegacyParameters(base, first), second);
    expect(legacyParametersOf(after)).toEqual(second);
    expect(listedParameters(after).filter(({ type }) => type === undefined)).toEqual(listedParameters(base));
    expect(modelDescriptionOf(withModelDescription(withModelDescription({}, first), second))).toEqual(second);
  }));
  expect(legacyParametersOf(asObject([{ section: 'Own', name: 'a', value: '1', type: 'legacy' } as never, { section: 'Own', name: 'b', value: '2' }]))).toEqual({ a: '1' });
  expect(dockerCommandOf(withDockerCommand({ setup_shell_script: 's' }, ' img:1  --a b '))).toBe('img:1 --a b');
  expect(withDockerCommand({ setup_shell_script: 's', image: 'x' }, '')).toEqual({ setup_shell_script: 's', image: '', arguments: '' });
});

test('the words of an entry point are read back from their text', () => {
  fc.assert(fc.property(fc.array(fc.oneof(value.filter((word) => word !== ''), fc.constantFrom("it's", 'a b', '"', '\\', '$HOME', '-m', '--x=1', '\n')), { minLength: 1, maxLength: 5 }), (words) => {
    fc.pre(words.some((word) => word.startsWith('-')) || words[0]!.includes('.') || words.length === 1 || !/\.(?:py|sh|ipynb)'?$/i.test(entryText(words)));
    expect(entryWords(entryText(words))).toEqual(words);
  }));
  expect(entryWords('train.py --lr 0.1 --name "two words"')).toEqual(['train.py', '--lr', '0.1', '--name', 'two words']);
  expect(entryWords('my script.py')).toEqual(['my script.py']);
  expect(entryWords('broken "quote.py')).toEqual(['broken "quote.py']);
  expect(entryWords('')).toEqual([]);
});

test('every script makes a command that is valid, and a command comes back from the script that is made of it', () => {
  const text = fc.oneof(fc.constant(''), value);
  const script = fc.record({ binary: text, entry_point: text, repository: text, branch: text, tag: text, version_num: fc.oneof(text, fc.constant('A'.repeat(40))), working_dir: text, diff: text, requirements: fc.constant({ pip: 'x' }) }, { requiredKeys: [] });
  fc.assert(fc.property(script, (given) => {
    const spec = specOfScript({ script: scriptAt(given, []), container: { image: 'i', arguments: null }, former: null });
    expect(commandSpecAt(JSON.parse(JSON.stringify(spec)), [])).toEqual(spec);
    expect(spec.container).toEqual({ image: 'i' });
  }));
  const former: CommandSpec = { kind: 'command', binary: 'python3', entryPoint: '-m', args: ['a.b', '--c', "d 'e"], env: { A: '1' }, repository: 'r', commit: 'a'.repeat(40), timeoutSeconds: 5, requirements: { pip: 'x' } };
  expect(specOfScript({ script: scriptOfSpec(former), container: {}, former })).toEqual({ ...former, env: { ...former.env, [EXPERIMENT_VARIABLE]: '1' } });
  expect(specOfScript({ script: null, container: { image: 'i' }, former })).toEqual({ ...former, container: { image: 'i' } });
  expect(specOfScript({ script: { diff: 'print(1)' }, container: {}, former: null })).toMatchObject({ binary: 'python', entryPoint: 'untitled.py', diff: 'print(1)' });
  expect(specOfScript({ script: { binary: '/bin/bash', diff: 'ls' }, container: {}, former: null })).toMatchObject({ entryPoint: 'untitled.sh' });
});

test('an edit touches the members that it names and no other', () => {
  const doc = { ...emptyDoc('t'), comment: 'c', script: { branch: 'b', diff: 'd' }, execution: { framework: 'f' }, runtime: { a: 1 }, container: { image: 'i' } };
  expect(editedDoc(doc, contentPatchAt({ script: { branch: 'n' } }), null)).toEqual({ ...doc, script: { branch: 'n', diff: 'd' } });
  expect(editedDoc(doc, contentPatchAt({ runtime: { b: 2 }, container: {}, execution: { model_labels: { x: 1 } } }), null)).toEqual({ ...doc, runtime: { b: 2 }, container: {}, execution: { framework: 'f', model_labels: { x: 1 } } });
  expect(editedDoc(doc, {}, null)).toEqual(doc);
  expect(isOfRun(contentPatchAt({ name: 'abc', tags: [], comment: '', projectId: null, statusMessage: '' }))).toBe(false);
  expect(isOfRun(contentPatchAt({ comment: '', runtime: {} }))).toBe(true);
  expect([{ error: 'broken' }, { destination: 'd' }, { error: 'broken', destination: 'd' }].map((output) => isOfRun(contentPatchAt({ output })))).toEqual([false, true, true]);
});

test('what may be edited when', () => {
  for (const status of TASK_STATUSES) {
    expect([status, decideEdit(status, { force: false }).kind]).toEqual([status, status === 'created' ? 'GO' : 'REFUSE']);
    expect(decideEdit(status, { force: true }).kind).toBe('GO');
    expect([status, decidePartEdit(status, { force: false }).kind]).toEqual([status, status === 'created' ? 'GO' : 'REFUSE']);
    expect([status, decidePartEdit(status, { force: true }).kind]).toEqual([status, status === 'created' || status === 'in_progress' ? 'GO' : 'REFUSE']);
    expect(decidePartEdit(status, { force: false, sections: ['properties'] }).kind).toBe('GO');
  }
});

test('tags are kept each once and in order; those of programs are told from those of people', () => {
  expect(tagsAt(['b', 'a', 'b'], [])).toEqual(['a', 'b']);
  expect(() => tagsAt(['__$x'], ['tags'])).toThrow('tags: __$x');
  expect(() => tagsAt([''], ['tags'])).toThrow('must not be empty');
  expect(retagged(['c', 'a'], { add: ['b'], remove: ['c'] })).toEqual(['a', 'b']);
  expect(separatedTags(['x', 'active', '-development', 'ANNOTATed', 'archived2'])).toEqual({ tags: ['x', 'archived2'], systemTags: ['active', '-development', 'ANNOTATed'] });
});

test('of artifacts with one key and mode the last is kept, and configurations follow their names', () => {
  expect(artifactsAt([{ key: ' a ', type: 't' }, { key: 'a', type: 'u', content_size: 1.0 }, { key: 'a', type: 'v', mode: 'input' }], []).map(({ key: name, mode, type }) => [name, mode, type])).toEqual([['a', 'output', 'u'], ['a', 'input', 'v']]);
  expect(() => artifactsAt([{ key: '', type: 't' }], ['artifacts'])).toThrow('artifacts.0.key');
  const both = withConfigurations({ a: { name: 'a', value: '1' } }, [{ name: '__proto__', value: '2' }], { replace: false });
  expect(Object.keys(both)).toEqual(['a', '__proto__']);
  expect(withoutMembers(both, ['__proto__'])).toEqual({ left: { a: { name: 'a', value: '1' } }, changed: true });
});
