// One installer or builder at a time in a tree: two terminals that start at once must not write node_modules or dist together.
'use strict';
const fs = require('fs');
const path = require('path');

/** Longest wait for another installer, ms; a cold `npm ci` over a slow line was seen to take 4 minutes. */
const WAIT_MS = 10 * 60 * 1000;
/** Pause between two looks at the lock, ms. */
const LOOK_MS = 100;

/** Runs `work` while this process holds the lock of the tree at `root`; a holder that died is replaced. */
function withTreeLock(root, work) {
  const file = path.join(root, '.tmp', 'tree.lock');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const deadline = Date.now() + WAIT_MS;
  let told = false;
  while (!tryTake(file)) {
    const holder = holderOf(file);
    if (holder !== null && !isAlive(holder)) {
      // Between the look and the removal another waiter may have replaced the dead one: read again, close to the removal.
      if (holderOf(file) === holder) fs.rmSync(file, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error('process ' + holder + ' has been installing or building here for too long; end it, remove ' + file + ', and run this again');
    }
    if (!told && holder) console.error('switchyard: waiting for process ' + holder + ', which installs or builds in this tree');
    told = told || Boolean(holder);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }
  try {
    return work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function tryTake(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

// null = released between our two looks; 0 = taken this instant, its holder not written yet.
function holderOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid) {
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

module.exports = { withTreeLock };
