// Adds up what the test steps of one CI run reported and prints `N passed, N failed` alone on the last line.
// `node scripts/sum-tests.mjs NAME=EXIT=REPORT …`, REPORT being the JSON file vitest wrote, if it came that far.
import { existsSync, readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
for (const step of process.argv.slice(2)) {
  const [name, exit, ...rest] = step.split('=');
  const counts = countsOf(rest.join('='));
  passed += counts.passed;
  failed += counts.failed;
  // A step can fail outside any test (types, lint, an import, an unhandled error), and one that tested nothing proves nothing.
  if (counts.failed === 0 && exit !== '0') fail(name, `ended with exit code ${exit}; see its output above`);
  else if (counts.failed === 0 && counts.passed === 0) fail(name, 'ran no test');
}
if (process.argv.length <= 2) fail('run', 'came to no test step');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function countsOf(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const broken = report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.every((test) => test.status !== 'failed'));
  for (const result of broken) console.log(`${result.name}: failed outside its tests: ${result.message}`);
  // Named here once more: the place where each failed is thousands of lines above.
  for (const result of report.testResults) for (const test of result.assertionResults) if (test.status === 'failed') console.log(`${result.name}: ${test.fullName}\n  ${firstLine(test)}`);
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

function firstLine(test) {
  return (test.failureMessages?.[0] ?? 'no message').split('\n', 1)[0].slice(0, 500);
}

function fail(name, why) {
  failed += 1;
  console.log(`${name}: ${why}`);
}
