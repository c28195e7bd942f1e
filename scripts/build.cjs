// Compiles src into dist, and only when a source, a compiler setting or the locked compiler changed since the last build.
'use strict';
const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

/** Builds the tree at `root`; returns whether it compiled. Throws when the compiler finds an error. */
function build(root) {
  if (isBuilt(root)) return false;
  const dist = path.join(root, 'dist');
  // Taken before compiling: a source saved meanwhile makes the next run compile again.
  const want = fingerprint(root);
  fs.rmSync(stampFile(root), { force: true });
  const outputs = outputsOf(root);
  removeOrphans(dist, outputs);
  const record = path.join(dist, '.tsbuildinfo');
  // The compiler trusts its record and would not write again what somebody deleted.
  if (!Array.from(outputs.keys()).every((file) => fs.existsSync(file))) fs.rmSync(record, { force: true });
  compile(root, record);
  for (const [file, source] of outputs) if (source !== null) copy(source, file);
  fs.writeFileSync(stampFile(root), want);
  return true;
}

/** Whether dist was built from exactly these sources; only reads. */
function isBuilt(root) {
  const stamp = stampFile(root);
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === fingerprint(root);
}

function stampFile(root) {
  return path.join(root, 'dist', '.build-stamp');
}

// Declarations are for bench, which is type-checked against the built program.
function compile(root, record) {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', 'tsconfig.json', '--declaration', '--incremental', '--tsBuildInfoFile', record];
  const ran = childProcess.spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (ran.error) throw ran.error;
  if (ran.status !== 0) throw new Error('the build failed; mend the errors above and run the same command again');
}

// By content, not by time: a checkout or a copied tree changes times without changing anything.
function fingerprint(root) {
  const hash = crypto.createHash('sha256');
  const fixed = ['tsconfig.json', 'package-lock.json'].map((name) => path.join(root, name));
  for (const file of fixed.concat(filesUnder(path.join(root, 'src')))) {
    hash.update(path.relative(root, file) + '\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Every file dist must hold, with the source to copy it from, or null when the compiler writes it. */
function outputsOf(root) {
  const outputs = new Map();
  const src = path.join(root, 'src');
  for (const file of filesUnder(src)) {
    if (file.endsWith('.d.ts')) continue;
    const target = path.join(root, 'dist', path.relative(src, file));
    if (file.endsWith('.ts')) outputs.set(target.slice(0, -3) + '.js', null);
    else outputs.set(target, file);
  }
  return outputs;
}

// A module whose source is gone would still be found by whatever lists a folder of dist.
function removeOrphans(dist, outputs) {
  for (const file of filesUnder(dist)) {
    const known = outputs.has(file) || outputs.has(file.replace(/\.map$|\.d\.ts$/, (end) => (end === '.map' ? '' : '.js'))) || path.basename(file) === '.tsbuildinfo';
    if (!known) fs.rmSync(file);
  }
}

function copy(source, target) {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.copyFileSync(source, target);
}

function filesUnder(folder) {
  if (!fs.existsSync(folder)) return [];
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesUnder(full));
    else found.push(full);
  }
  return found.toSorted();
}

module.exports = { build, isBuilt };
