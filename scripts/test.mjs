// `npm test`: builds, then runs every project of vitest.config.ts. Arguments go to vitest: `npm test -- --project unit`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildAll, isStale } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
if (isStale()) await buildAll()

const scratch = mkdtempSync(join(tmpdir(), 'liangti-test-'))
const report = join(scratch, 'report.json')
const run = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LIANGTI_NO_BUILD: '1' } },
)

let exit = run.status ?? 1
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const skipped = testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'skipped' || test.status === 'pending')
      .map((test) => `${file.name.slice(root.length)}: ${test.fullName}`),
  )
  for (const name of skipped) process.stdout.write(`skipped: ${name}\n`)
  process.stdout.write(
    `\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests + numTodoTests} skipped\n`,
  )
  if (numPassedTests === 0) exit = exit || 1
}
rmSync(scratch, { recursive: true, force: true })
process.exit(exit)
