// Installs the locked packages when they are missing or out of date, so that each npm script works alone on a fresh clone.
// Plain old JavaScript: it runs on the machine's own Node, before the newer one is there.
'use strict';
const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { NODE_MAJOR, findNode, major } = require('./node26.cjs');
const { withTreeLock } = require('./tree-lock.cjs');

/** Oldest Node major that npm, the lock file and these scripts were run with. */
const OLDEST_NODE = 20;

/** Makes node_modules of the tree at `root` what the lock file says; returns whether it had to install. Throws with advice. */
function ensureInstall(root) {
  if (major() < OLDEST_NODE) {
    throw new Error('Node ' + OLDEST_NODE + ' or newer is needed to install Switchyard, and this is Node ' + process.versions.node +
      '. Install one from https://nodejs.org and run the same command again.');
  }
  if (isInstalled(root)) return false;
  const want = wantedStamp(root);
  const found = readIfThere(stampFile(root));
  // Without a stamp somebody ran npm by hand: take its word from the record npm keeps, and do not install twice.
  const install = (found !== null && platformOf(found) !== platformOf(want)) || !holdsAll(root);
  if (install) runNpm(root);
  if (findNode(root) === null) {
    throw new Error('npm has no Node ' + NODE_MAJOR + ' for ' + process.platform + '-' + process.arch +
      '. Install Node ' + NODE_MAJOR + ' or newer on this machine and run the same command again.');
  }
  fs.mkdirSync(path.dirname(stampFile(root)), { recursive: true });
  fs.writeFileSync(stampFile(root), want);
  return install;
}

/** Whether an earlier install of exactly this lock file on this platform is recorded; only reads. */
function isInstalled(root) {
  return readIfThere(stampFile(root)) === wantedStamp(root);
}

function stampFile(root) {
  return path.join(root, 'node_modules', '.switchyard-stamp');
}

function wantedStamp(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return crypto.createHash('sha256').update(lock).digest('hex') + ' ' + process.platform + '-' + process.arch + '\n';
}

function platformOf(stamp) {
  return stamp.trim().split(' ')[1];
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

// npm writes this record last, so an interrupted install leaves none. Packages of other platforms are absent by right.
function holdsAll(root) {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const record = readIfThere(path.join(root, 'node_modules', '.package-lock.json'));
  if (record === null || findNode(root) === null) return false;
  const there = JSON.parse(record).packages;
  return Object.keys(lock.packages).every((key) => {
    const wanted = lock.packages[key];
    if (key === '' || (wanted.optional && !there[key])) return true;
    return Boolean(there[key]) && there[key].version === wanted.version && there[key].integrity === wanted.integrity;
  });
}

function runNpm(root) {
  console.error('switchyard: installing the locked packages with npm ci (once; about half a minute)');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const byCli = cli && cli.endsWith('npm-cli.js');
  // npm's own Node, never the one in node_modules: `npm ci` deletes that while it runs.
  const node = process.env.npm_node_execpath || process.execPath;
  const windows = process.platform === 'win32';
  const ran = byCli
    ? childProcess.spawnSync(node, [cli].concat(args), { cwd: root, stdio: ['ignore', 2, 2] })
    : childProcess.spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: windows });
  if (ran.error && ran.error.code === 'ENOENT') {
    throw new Error('npm was not found. It comes with Node: install Node from https://nodejs.org (or your system\'s npm package) and run the same command again.');
  }
  if (ran.error) throw ran.error;
  if (ran.status !== 0) {
    throw new Error('npm ci failed (' + (ran.signal || 'exit ' + ran.status) + '). Its message stands above; check the network or the registry, then run the same command again.');
  }
}

module.exports = { ensureInstall, isInstalled };

if (require.main === module) {
  const root = path.join(__dirname, '..');
  try {
    withTreeLock(root, () => ensureInstall(root));
  } catch (error) {
    console.error('switchyard: ' + error.message);
    process.exitCode = 1;
  }
}
