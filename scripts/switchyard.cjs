#!/usr/bin/env node
// The `switchyard` command: makes the tree ready, then runs the built program on Node 26 with the same arguments.
'use strict';
const childProcess = require('child_process');
const os = require('os');
const path = require('path');
const { findNode } = require('./node26.cjs');
const { makeReady } = require('./ready.cjs');

const root = path.join(__dirname, '..');

/** Runs the program as a child and ends as it ends: its signals, its exit code. */
function run(args) {
  const child = childProcess.spawn(findNode(root), [path.join(root, 'dist', 'main.js')].concat(args), { stdio: 'inherit' });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to the child as well, and twice means "at once" to a draining server.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    console.error('switchyard: could not start Node: ' + error.message + '. Run `npm ci --ignore-scripts` and try again.');
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const each of signals) process.removeListener(each, forward);
    process.kill(process.pid, signal);
    // Reached only where the signal does not end a process (Windows).
    process.exitCode = 128 + (os.constants.signals[signal] || 0);
  });
}

try {
  makeReady(root);
  run(process.argv.slice(2));
} catch (error) {
  console.error('switchyard: ' + error.message);
  process.exitCode = 1;
}
