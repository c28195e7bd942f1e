// What `npm test` looks at before it runs anything: types, lint, house rules, generated files. Side by side, because three of the four use one core.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
/** Name of a check, and its program with arguments; the longest first. */
const CHECKS = {
  typecheck: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json'],
  lint: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'],
  'house rules': ['scripts/check-house.mjs'],
  'generated files': ['scripts/emit.mjs', '--check'],
};

const failed = (await Promise.all(Object.entries(CHECKS).map(([name, [program, ...args]]) => check(name, program, args)))).filter((name) => name !== null);
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

// What each has to say is printed whole when it ends, so that no two are mixed.
async function check(name, program, args) {
  const child = spawn(process.execPath, [path.join(root, program), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => said.push(piece));
  const ended = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code));
  });
  console.log(`> ${name}`);
  process.stdout.write(Buffer.concat(said));
  if (ended === 0) return null;
  console.error(`${name} ended with ${ended}`);
  return name;
}
