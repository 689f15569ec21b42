// The send promise at its size: `node scripts/nightly/promise.mjs [rounds] [recipients] [seed]`. So many rounds of the usual
// size with kills, by mail and by SMS, then one round of each to so many recipients; what the servers counted is held
// against what the program says. It fails where a message came twice, was lost, or more are unknown than were in flight.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [rounds = '50', recipients = '100000', seed = String(Math.floor(Date.now() / 86_400_000))] =
  process.argv.slice(2)
const root = fileURLToPath(new URL('../..', import.meta.url))
let failed = false
for (const { only, ...more } of [
  { only: '', LIANGTI_FAULT_ROUNDS: rounds },
  // The round in which the mail server misbehaves as well is shown at the usual size.
  { only: 'round', LIANGTI_FAULT_ROUNDS: '1', LIANGTI_FAULT_RECIPIENTS: recipients },
]) {
  const run = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      '--project',
      'fault',
      'test/interaction/promise',
      'test/interaction/sms-promise',
      '--retry',
      '0',
      ...(only === '' ? [] : ['-t', only]),
    ],
    { cwd: root, env: { ...process.env, LIANGTI_FAULT_SEED: seed, ...more }, stdio: 'inherit' },
  )
  failed ||= run.status !== 0
}
process.stderr.write(`seed ${seed}\n`)
process.exit(failed ? 1 : 0)
