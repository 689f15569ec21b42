// Every parser fed for minutes, steered by what its inputs reach: `node scripts/nightly/fuzz.mjs [seconds for each] [seed]`.
// It fails with the first input that breaks one, in base64; `test/support/steered-fuzz.ts` says how it is steered.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [seconds = '120', seed = String(Math.floor(Date.now() / 86_400_000))] = process.argv.slice(2)
const root = fileURLToPath(new URL('../..', import.meta.url))
const env = { ...process.env, LIANGTI_FUZZ_SECONDS: seconds, LIANGTI_FUZZ_SEED: seed }
let failed = false
for (const [project, file] of [
  ['unit', 'test/fuzz'],
  ['engine', 'test/customer/reading/parquet.engine.test.ts'],
]) {
  const run = spawnSync('npx', ['vitest', 'run', '--project', project, file], {
    cwd: root,
    env,
    stdio: 'inherit',
  })
  failed ||= run.status !== 0
}
process.stderr.write(`seed ${seed}, ${seconds} s for each parser\n`)
process.exit(failed ? 1 : 0)
