import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Proof } from '../../src/cli/demo/prove.ts'
import { packageRoot } from '../../src/kit/paths.ts'

const run = promisify(execFile)

async function prove(...args: string[]): Promise<Proof> {
  const { stdout } = await run(
    process.execPath,
    [join(packageRoot(), 'bin/liangti'), 'demo', 'prove', '--json', ...args],
    {
      env: { ...process.env, LANG: 'en_GB.UTF-8', LIANGTI_NO_BUILD: '1' },
      maxBuffer: 1 << 24,
    },
  )
  return JSON.parse(stdout) as Proof
}

/** The whole loop a seed: founding, mail over SMTP, links over HTTP, orders as files. `liangti demo prove` runs many more. */
describe('the demo business', { timeout: 400_000 }, () => {
  it('is measured with intervals that hold what its world planted', async () => {
    const proof = await prove('--seeds', '4', '--customers', '3000', '--first-seed', '31')
    expect(proof.results.every(({ recipients, control }) => recipients > 100 && control > 30)).toBe(true)
    expect(proof.results.every(({ plantedMinor }) => plantedMinor > 1_000)).toBe(true)
    // Arms are drawn anew in each run. At 95 % one miss in four is common, three come once in two thousand runs.
    expect(proof.covered).toBeGreaterThanOrEqual(2)
  })

  it('shows no effect where none was planted', async () => {
    const proof = await prove('--seeds', '3', '--customers', '3000', '--first-seed', '71', '--effect', '0')
    expect(proof.results.every(({ plantedMinor }) => plantedMinor === 0)).toBe(true)
    expect(proof.inconclusive).toBeGreaterThanOrEqual(1)
  })
})
