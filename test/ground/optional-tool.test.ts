// An optional tool is found, skipped for, or demanded; never passed over in silence.
import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findTool } from './optional-tool.ts';
import { ROOT, makeTree, runScript } from './tree.ts';

function folderWithChromium(): string {
  const root = makeTree({ chromium: '#!/bin/sh\n', 'plain-file': '' });
  chmodSync(path.join(root, 'chromium'), 0o755);
  return root;
}

test('a tool is found on PATH, and the variable that names it goes first', () => {
  const root = folderWithChromium();
  const chromium = path.join(root, 'chromium');
  expect(findTool('chromium', { PATH: `/nowhere:${root}` })).toBe(chromium);
  expect(findTool('chromium', { PATH: '/nowhere', SWITCHYARD_CHROMIUM: chromium })).toBe(chromium);
});

test('an absent tool that nobody requires is null', () => {
  expect(findTool('chromium', { PATH: '/nowhere' })).toBeNull();
  expect(findTool('chromium', { PATH: '/nowhere', SWITCHYARD_REQUIRE: ' , ' })).toBeNull();
});

test('an absent tool that is required is an error which says what to do', () => {
  expect(() => findTool('chromium', { PATH: '/nowhere', SWITCHYARD_REQUIRE: 'chromium' })).toThrow(/chromium is required here .* name its path in SWITCHYARD_CHROMIUM/);
});

test('a variable that names no program, and a required tool nobody knows, are errors', () => {
  const root = folderWithChromium();
  expect(() => findTool('chromium', { SWITCHYARD_CHROMIUM: path.join(root, 'plain-file') })).toThrow(/is not a program that can be run/);
  expect(() => findTool('chromium', { PATH: '/nowhere', SWITCHYARD_REQUIRE: 'chromiun' })).toThrow(/names "chromiun", which no test asks for; known: chromium/);
});

test.each([
  { required: '', tests: '1 skipped', code: 0 },
  { required: 'chromium', tests: '1 failed', code: 1 },
])('a test that needs an absent tool is counted as $tests with SWITCHYARD_REQUIRE="$required"', async ({ required, tests, code }) => {
  const tool = path.join(ROOT, 'test', 'ground', 'optional-tool.ts');
  const root = makeTree({
    'needs.test.mjs': `import { test } from 'vitest';\nimport { requireTool } from ${JSON.stringify(tool)};\ntest('shows a page', () => { requireTool('chromium'); });\n`,
  });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const ended = await runScript(vitest, ['run', '--root', root], {
    cwd: ROOT,
    environment: { PATH: '/nowhere', SWITCHYARD_REQUIRE: required, NO_COLOR: '1' },
  });
  expect(ended.output).toContain(tests);
  expect(ended.output.includes('skipped, needs chromium: shows a page\n')).toBe(code === 0);
  expect(ended.code).toBe(code);
});
