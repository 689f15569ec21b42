// `npm test`: builds, then runs the projects of vitest.config.ts one after the other: tests that kill processes and tests
// that drive a browser do not disturb each other. Arguments go to vitest: `npm test -- test/kit`, `npm test -- --project unit`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAll, isStale } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const args = process.argv.slice(2)
const projects = args.includes('--project') ? [null] : ['unit', 'engine', 'fault', 'e2e']
if (isStale()) await buildAll()

const scratch = mkdtempSync(join(tmpdir(), 'liangti-test-'))
const sum = { passed: 0, failed: 0, skipped: 0 }
const skipped = []
let exit = 0

for (const project of projects) {
  const report = join(scratch, `${project ?? 'chosen'}.json`)
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      ...(project ? ['--project', project, '--passWithNoTests'] : []),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, LIANGTI_NO_BUILD: '1' } },
  )
  exit ||= run.status ?? 1
  if (!existsSync(report)) continue
  const result = JSON.parse(readFileSync(report, 'utf8'))
  sum.passed += result.numPassedTests
  sum.failed += result.numFailedTests
  // A file can fail outside its tests, in what it sets up or tears down.
  sum.failed += result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  sum.skipped += result.numPendingTests + result.numTodoTests
  for (const file of result.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'skipped' || test.status === 'pending')
        skipped.push(`${file.name.slice(root.length)}: ${test.fullName}`)
}
rmSync(scratch, { recursive: true, force: true })

for (const name of skipped) process.stdout.write(`skipped: ${name}\n`)
process.stdout.write(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`)
process.exit(exit || (sum.passed === 0 ? 1 : 0))
