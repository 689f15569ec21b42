import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const hillstrom = realFile('hillstrom/hillstrom.csv.gz')
const telco = realFile('telco_churn/telco_customer_churn.csv.gz')

describe('lab power', () => {
  it('a rate of 10 % to 12 %: about 3,531 customers an arm (n = 2 (z.975 + z.8)² p (1 − p) / d²)', async () => {
    const { json } = await lab('power', '--base-rate', '.1', '--effect', '.02', '--json')
    expect(json.sampleSize).toBe(Math.ceil((4 * (1.959964 + 0.841621) ** 2 * 0.09) / 0.0004))
  })
  it.skipIf(hillstrom === null)('real spend: size and effect are each other’s inverse', async () => {
    const file = [hillstrom ?? '', '--outcome', 'spend', '--control-share', '.3', '--json']
    const size = (await lab('power', ...file, '--effect', '.5')).json.sampleSize
    const back = (await lab('power', ...file, '--size', String(size), '--effect', '.5')).json
    expect(back.detectableEffect).toBeCloseTo(0.5, 3)
    expect(back.powerAtSize).toBeCloseTo(0.8, 3)
  })
  it.each([
    [['--sd', '1'], '--effect is missing'],
    [['--effect', '1'], '--outcome is missing'],
    [['--sd', '1', '--effect', '0'], '--effect "0" is not usable'],
    [['--sd', '1', '--size', '3'], '--size "3" is not usable'],
  ])('%j', async (more, message) => {
    const { note, out, exitCode } = await lab('power', ...more, '--json')
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toContain(message)
  })
})

describe('lab assign', () => {
  it.skipIf(telco === null)('real customers, by strata: shares hold in each; again the same', async () => {
    const options = [telco ?? '', '--unit', 'customerID', '--salt', 'spring', '--shares', 'control=1,mail=3']
    const strata = ['--strata', 'Contract', '--json']
    const { json, exitCode } = await lab('assign', ...options, ...strata, '--out', 'arms.csv')
    expect(exitCode).toBe(0)
    expect(json.units).toBe(7043)
    expect(Math.abs(json.arms[0].n - 7043 / 4)).toBeLessThan(3)
    const once = labOutput('arms.csv')
    await lab('assign', ...options, ...strata, '--out', 'arms.csv')
    expect(labOutput('arms.csv')).toBe(once)
    const plain = await lab('assign', ...options, '--json')
    expect(Math.abs(plain.json.arms[0].n - 7043 / 4)).toBeLessThan(4 * Math.sqrt((7043 * 3) / 16))
  })
  it('clusters go as a whole; a unit is drawn once', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `u${i},shop ${i % 40}`)
    const path = labFile('units.csv', `who,shop\n${rows.join('\n')}\n`)
    await lab('assign', path, '--unit', 'who', '--salt', 's', '--cluster', 'shop', '--out', 'c.csv', '--json')
    const arms = new Map<number, Set<string>>()
    for (const line of labOutput('c.csv').trim().split('\n').slice(1)) {
      const [who = '', arm = ''] = line.split(',')
      const shop = Number(who.slice(1)) % 40
      arms.set(shop, (arms.get(shop) ?? new Set()).add(arm))
    }
    expect([...arms.values()].every((of) => of.size === 1)).toBe(true)
    const twice = labFile('twice.csv', 'who\na\nb\na\n')
    const refused = await lab('assign', twice, '--unit', 'who', '--salt', 's', '--json')
    expect(refused.exitCode).toBe(2)
    expect(refused.note).toContain('row 4, column "who": a is not usable, it must be there once')
    const shares = await lab('assign', path, '--unit', 'who', '--salt', 's', '--shares', 'a=1', '--json')
    expect(shares.note).toContain('two arms or more')
  })
})
