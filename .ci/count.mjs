/** Prints what ran, as its last line. A test that did not run is as bad as one that failed. */
import { readFileSync } from 'node:fs'

/** Empty when the tests never began. */
const results = readFileSync(process.argv[2], 'utf8') || '{}'
const {
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
  numFailedTestSuites = 0,
} = JSON.parse(results)
const skipped = numPendingTests + numTodoTests
if (skipped > 0) console.log(`${skipped} tests did not run; in CI every part must be there`)
if (numFailedTestSuites > 0 && numFailedTests === 0)
  console.log(`${numFailedTestSuites} test files could not be run`)
console.log(`${numPassedTests} passed, ${numFailedTests} failed`)
if (numFailedTests > 0 || skipped > 0 || numFailedTestSuites > 0 || numPassedTests === 0) process.exitCode = 1
