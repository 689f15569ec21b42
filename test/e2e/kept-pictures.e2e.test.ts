import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { packageRoot } from '../../src/kit/paths.ts'

/** What the README shows. */
const kept = [
  'home-en',
  'campaign-plan-en',
  'segment-en',
  'mail-en',
  'home-zh-CN',
  'rfm-zh-CN',
  'report-zh-CN',
] as const

it.each(kept)('keeps %s.png whole, and small enough for a README', (name) => {
  const png = readFileSync(join(packageRoot(), 'docs/pictures', `${name}.png`))
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1440, 900])
  expect(png.length).toBeLessThanOrEqual(300_000)
})
