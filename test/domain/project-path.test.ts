// Paths of projects, forms of names, and what a task is when it leaves its queue.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOfForm } from '../../src/domain/filter/wildcard.ts';
import { parentPath } from '../../src/domain/project.ts';
import { ancestorsOf, depthOf, MAX_DEPTH, projectPathAt } from '../../src/domain/project-path.ts';
import { statusAfterQueue } from '../../src/domain/queue/after-queue.ts';
import { queueNameAt } from '../../src/domain/queue/queue-input.ts';
import { TASK_STATUSES } from '../../src/domain/task/status.ts';

const part = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((text) => !/[/\p{Cc}]/u.test(text));

test('the ancestors of a path are its parents in turn, from the top, one level less than it has', () => {
  fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: MAX_DEPTH }), (parts) => {
    const path = projectPathAt(`/${parts.join('/')}`, ['path']);
    const above: string[] = [];
    for (let at = parentPath(path); at !== '/'; at = parentPath(at)) above.unshift(at);
    expect(ancestorsOf(path)).toEqual(above);
    expect(depthOf(path)).toBe(above.length + 1);
  }), { seed: 11 });
});

test('a path of more levels than there may be, or of another form, is none', () => {
  for (const wrong of ['/a'.repeat(MAX_DEPTH + 1), 'a/b', '/', '/a/', '//a', '/a\u0000b', '']) expect(() => projectPathAt(wrong, ['path']), wrong).toThrow(/path/);
});

test('a form says what its regular expression says, and a long one of stars takes no time', () => {
  const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', '*', '?', '.') });
  const signs: Readonly<Record<string, string>> = { '*': '.*', '?': '.', '.': '\\.' };
  fc.assert(fc.property(text, text, (name, form) => {
    expect(isOfForm(name, form)).toBe(new RegExp(`^${form.replaceAll(/[.*?]/g, (sign) => signs[sign]!)}$`, 'su').test(name));
  }), { seed: 12, numRuns: 2_000 });
  expect(isOfForm('a'.repeat(255), `${'*a'.repeat(400)}b`)).toBe(false);
});

test('a task that leaves its queue is what it was if it can be that with nobody at it, and created otherwise', () => {
  const kept = TASK_STATUSES.filter((status) => statusAfterQueue(status) === status);
  expect(kept.toSorted()).toEqual(['closed', 'completed', 'created', 'failed', 'published', 'stopped']);
  for (const other of [null, ...TASK_STATUSES.filter((status) => !kept.includes(status))]) expect(statusAfterQueue(other)).toBe('created');
});

test('a queue may have any name that can be seen and told from the others', () => {
  for (const name of ['default', 'GPU queue', 'größe/1,2', '队列', '.']) expect(queueNameAt(name, ['name'])).toBe(name);
  for (const name of ['', ' a', 'a ', 'a\tb', 'a\u007fb', 'x'.repeat(256)]) expect(() => queueNameAt(name, ['name']), JSON.stringify(name)).toThrow(/name/);
});
