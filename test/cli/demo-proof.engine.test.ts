import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
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

/**
 * The whole loop a seed: founding, mail over SMTP, links over HTTP, orders as files. People, arms and reactions are drawn
 * from the seed and the days are fixed, so these businesses end alike in every run; how often the interval holds the
 * truth over many fresh ones is what `liangti demo prove --seeds 50` counts.
 */
describe('the demo business', { timeout: 400_000 }, () => {
  const seeds = ['--seeds', '2', '--first-seed', '41']
  let planted: Proof
  let unmoved: Proof
  let undelivered: Proof
  beforeAll(async () => {
    ;[planted, unmoved, undelivered] = await Promise.all([
      prove(...seeds),
      prove(...seeds, '--effect', '0'),
      prove(...seeds, '--no-delivery'),
    ])
  }, 400_000)
  const of = <T>(proof: Proof, pick: (result: Proof['results'][number]) => T) => proof.results.map(pick)

  it('is the same in every run: people, arms, and what the message changed in them', () => {
    expect(of(planted, ({ seed, recipients, control }) => [seed, recipients, control])).toEqual([
      [41, 145, 67],
      [42, 148, 78],
    ])
    expect(of(planted, ({ effectUncappedMinor }) => Math.round(effectUncappedMinor))).toEqual([3978, 4810])
  })

  it('reaches who is in treatment, and the report counts every cent they spent', () => {
    for (const { recipients, received, messages } of [...planted.results, ...unmoved.results]) {
      const { sent, failed, unknown, suppressed } = messages
      expect(sent + failed + unknown + suppressed).toBe(recipients)
      // On a machine too busy to answer within the mail's patience, one in a thousand is given up; no more.
      expect(sent).toBeGreaterThanOrEqual(recipients - 2)
      expect(received).toBeGreaterThanOrEqual(sent)
      expect(received).toBeLessThanOrEqual(sent + unknown)
    }
    for (const proof of [planted, unmoved, undelivered]) expect(proof.booksAgree).toBe(2)
  })

  it('finds what was planted', () => {
    expect(of(planted, ({ verdict }) => verdict)).toEqual(['inconclusive', 'positive'])
    expect(of(planted, ({ covered }) => covered)).toEqual([true, true])
  })

  it('reports inconclusive where no effect was planted', () => {
    expect(of(unmoved, ({ effectMinor }) => effectMinor)).toEqual([0, 0])
    expect(of(unmoved, ({ received }) => received > 0)).toEqual([true, true])
    expect(of(unmoved, ({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive'])
  })

  it('sees the planted effect vanish, to the cent, when the mail server refuses the messages', () => {
    expect(of(undelivered, ({ received }) => received)).toEqual([0, 0])
    expect(of(undelivered, ({ plantedMinor }) => plantedMinor)).toEqual([0, 0])
    const figures = (proof: Proof) =>
      of(proof, ({ recipients, control, estimateMinor, loMinor, hiMinor, verdict }) => ({
        recipients,
        control,
        estimateMinor,
        loMinor,
        hiMinor,
        verdict,
      }))
    expect(figures(undelivered)).toEqual(figures(unmoved))
  })
})
