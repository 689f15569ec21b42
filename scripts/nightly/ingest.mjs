// Ten minutes of events at the promised pace: `node scripts/nightly/ingest.mjs [seconds]`. It fails where a budget of the
// paced part is missed or memory grows after its middle; the figures are printed as one JSON object.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const seconds = process.argv[2] ?? '600'
/** Memory of a process at the end, at most so many times that of the middle. */
const mostGrowth = 1.15

const bin = fileURLToPath(new URL('../../bin/liangti', import.meta.url))
const run = spawnSync(process.execPath, [bin, 'bench', 'ingest', '--seconds', seconds, '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
  maxBuffer: 16 * 1024 ** 2,
})
if (run.status !== 0) process.exit(run.status ?? 1)
process.stdout.write(run.stdout)
const { figures } = JSON.parse(run.stdout)
const missed = figures.filter(
  ({ name, met, value }) =>
    (met === false && /paced|refused/.test(name)) || (name.startsWith('memory of') && value > mostGrowth),
)
for (const { name, value, unit } of missed) process.stderr.write(`✗ ${name}: ${value} ${unit}\n`)
process.exit(missed.length === 0 ? 0 : 1)
