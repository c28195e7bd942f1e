// Makes a tree ready to run: installs and builds what is missing or stale; a ready tree costs some 50 ms.
'use strict';
const path = require('path');
const { build, isBuilt } = require('./build.cjs');
const { ensureInstall, isInstalled } = require('./ensure-install.cjs');
const { withTreeLock } = require('./tree-lock.cjs');

/** Installs and builds the tree at `root` as far as needed; throws with advice when that is impossible. */
function makeReady(root) {
  // Looked at without the lock first: a ready tree may be read-only, and two starts of it need not wait.
  if (isInstalled(root) && isBuilt(root)) return;
  withTreeLock(root, () => {
    ensureInstall(root);
    build(root);
  });
}

module.exports = { makeReady };

if (require.main === module) {
  try {
    makeReady(path.join(__dirname, '..'));
  } catch (error) {
    console.error('switchyard: ' + error.message);
    process.exitCode = 1;
  }
}
