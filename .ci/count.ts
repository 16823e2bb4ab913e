import { readFileSync } from 'node:fs';

// Usage: node .ci/count.ts RESULT.json EXIT-CODE: prints `N passed, N failed` of a vitest run from its JSON report.
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
};

const [file = 'result.json', exitCode = '0'] = process.argv.slice(2);
const report = JSON.parse(readFileSync(file, 'utf8')) as Report;

// A file that cannot be loaded holds no test that could fail: it counts as one itself.
const unloadable = report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.length === 0);
for (const { name } of unloadable) console.log(`could not be loaded: ${name}`);

let failed = report.numFailedTests + unloadable.length;
if (failed === 0 && exitCode !== '0') {
  console.log('All tests passed, yet the run failed: see the errors above.');
  failed = 1;
}
if (report.numPendingTests > 0) console.log(`${report.numPendingTests} skipped`);
console.log(`${report.numPassedTests} passed, ${failed} failed`);
