import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoopReport } from '../../src/cli/loop/report-shape.ts'
import { packageRoot } from '../../src/kit/paths.ts'
import { seededRandom } from '../../src/kit/random.ts'

const run = promisify(execFile)
const day = 86_400_000

/** A shop of 600 customers over 500 days; `from` and `to` cut the file. */
function ordersCsv(from: number, to: number): string {
  const random = seededRandom(7)
  const lines = ['order_id,customer_id,ordered_at,product_id,category,quantity,amount,cost']
  for (let customer = 1; customer <= 600; customer += 1) {
    const rate = 0.2 + 3 * random.next() ** 3
    const stays = random.next() * 700
    let at = random.next() * 300
    for (let k = 0; at < 500; k += 1) {
      const amount = 20 + 200 * random.next()
      const sold = new Date(Date.UTC(2024, 0, 1) + at * day).toISOString()
      if (at >= from && at < to && (at < stays || k === 0))
        lines.push(
          `O${customer}-${k},C${String(customer).padStart(5, '0')},${sold.slice(0, 10)} ${sold.slice(11, 19)},P${random.below(40)},cat${random.below(4)},1,${amount.toFixed(2)},${(amount * 0.6).toFixed(2)}`,
        )
      at += (-Math.log(1 - random.next()) * 40) / rate
    }
  }
  return `${lines.join('\n')}\n`
}

describe('liangti loop', () => {
  let dir: string
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'liangti-loop-'))
    chmodSync(dir, 0o711) // the embedded PostgreSQL runs as another user when we are root
    writeFileSync(join(dir, 'orders.csv'), ordersCsv(0, 420))
    writeFileSync(join(dir, 'after.csv'), ordersCsv(420, 500))
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  async function loop(...args: string[]) {
    const { CLICKHOUSE_URL: _c, DATABASE_URL: _d, ...env } = process.env
    const options = {
      env: { ...env, LANG: 'en_GB.UTF-8', LIANGTI_NO_BUILD: '1' },
      maxBuffer: 1 << 26,
      cwd: dir,
    }
    const place = ['--data', join(dir, 'data'), '--out', join(dir, 'out')]
    return run(process.execPath, [join(packageRoot(), 'bin/liangti'), 'loop', ...args, ...place], options)
  }
  const listed = (report: LoopReport, which: 'target' | 'control') =>
    report.campaigns.map(({ lists }) =>
      readFileSync(join(dir, 'out', lists[which]), 'utf8')
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[0] ?? ''),
    )

  it('turns a file into campaigns with disjoint target and control lists, and later tells what followed', async () => {
    const { stdout } = await loop('--orders', 'orders.csv', '--json')
    const report = JSON.parse(stdout) as LoopReport
    const { read, stored, repeated, rejected } = report.quality
    expect(read).toBe(readFileSync(join(dir, 'orders.csv'), 'utf8').trim().split('\n').length - 1)
    expect(stored + repeated + rejected).toBe(read)
    expect(report.overview.buyers).toBe(600)
    expect(report.rfm?.cells.reduce((sum, cell) => sum + cell.customers, 0)).toBe(600)
    expect(report.campaigns.length + report.missing.length).toBeGreaterThanOrEqual(4)
    expect(report.campaigns.length).toBeGreaterThan(0)
    for (const { evaluation, placebo } of report.campaigns)
      expect([evaluation, placebo]).toEqual([null, null])
    const [targets, controls] = [listed(report, 'target'), listed(report, 'control')]
    report.campaigns.forEach(({ lists, forecast }, i) => {
      const [target, control] = [targets[i] ?? [], controls[i] ?? []]
      expect([target.length, control.length]).toEqual([lists.targetCustomers, lists.controlCustomers])
      expect(new Set([...target, ...control]).size).toBe(target.length + control.length)
      expect(target.every((account) => /^C\d{5}$/.test(account))).toBe(true)
      expect(target.length).toBe(forecast.recipients)
    })
    expect(readFileSync(join(dir, 'out/report.html'), 'utf8')).toContain('<svg')

    const { stdout: later } = await loop('--responses', 'after.csv', '--json')
    const evaluated = JSON.parse(later) as LoopReport
    expect(evaluated.campaigns.map(({ id }) => id)).toEqual(report.campaigns.map(({ id }) => id))
    for (const { evaluation, lists } of evaluated.campaigns) {
      expect(evaluation?.arms.map(({ customers }) => customers)).toEqual([
        lists.targetCustomers,
        lists.controlCustomers,
      ])
      expect(evaluation?.arms.reduce((sum, arm) => sum + arm.revenueMinor, 0)).toBeGreaterThan(0)
    }
  })

  it('says in one sentence what is wrong, and leaves with 2', async () => {
    writeFileSync(join(dir, 'people.csv'), 'customer_id,email\nC1,a@example.com\nC2,b@example.com\n')
    await expect(loop('--orders', 'people.csv')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('people.csv'),
    })
    await expect(loop('--orders', 'orders.csv', '--as-of', '2024-02-31')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--as-of 2024-02-31 is not a date'),
    })
  })

  const household = join(packageRoot(), '../shared/data/completejourney/transactions_sample.csv.gz')
  it.skipIf(!existsSync(household))(
    'inside real history: no treatment, and the interval holds zero at its rate',
    async () => {
      const args = [
        '--orders',
        household,
        '--currency',
        'USD',
        '--zone',
        'America/New_York',
        '--as-of',
        '2017-07-01',
      ]
      const { stdout } = await loop(...args, '--window', '90', '--seeds', '500', '--json')
      const report = JSON.parse(stdout) as LoopReport
      expect(report.quality).toMatchObject({ read: 75_000, stored: 75_000, rejected: 0 })
      const largest = [...report.campaigns].sort((a, b) => b.forecast.audience - a.forecast.audience)[0]
      expect(largest?.placebo?.seeds).toBe(500)
      for (const { evaluation, placebo } of report.campaigns)
        expect([evaluation?.method, placebo?.method]).toEqual(['randomisation', 'randomisation'])
      expect(readFileSync(join(dir, 'out/report.html'), 'utf8')).toContain('drawing the control group again')
      expect(largest?.placebo?.coverage).toBeGreaterThanOrEqual(0.93)
      expect(largest?.placebo?.coverage).toBeLessThanOrEqual(0.97)
    },
  )
})
