import { describe, expect, it } from 'vitest'
import { lab, labFile, labOutput } from './lab.ts'

const offers = labFile(
  'offers.csv',
  [
    'customer,offer,margin,minutes,cost',
    'ann,call,9,5,1',
    'ben,letter,5,0,1.2',
    'ann,letter,4,0,1.2',
    'ben,call,8,5,1',
    '"lee, c",call,3,5,1',
    '"lee, c",letter,1,0,1.2',
  ].join('\n'),
)
const columns = [
  '--customer',
  'customer',
  '--option',
  'offer',
  '--value',
  'margin',
  '--costs',
  'minutes,cost',
]

describe('lab allocate on a file', () => {
  it('gives the contract’s keys, the best plan and its proof', async () => {
    const { json, exitCode } = await lab(
      'allocate',
      offers,
      ...columns,
      '--budgets',
      '5,10',
      '--json',
      '--out',
      'plan.csv',
    )
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ customers: 3, assigned: 3, value: 15, maxViolation: 0, optimal: true })
    expect(json.dualBound).toBeGreaterThanOrEqual(15)
    expect(json.gap).toBeCloseTo((json.dualBound - 15) / json.dualBound, 12)
    expect(json.shadowPrices).toHaveLength(2)
    expect(json.seconds).toBeGreaterThan(0)
    expect(json.peakMemoryMb).toBeGreaterThan(10)
    expect(json.greedy.value).toBeLessThanOrEqual(15)
    expect(labOutput('plan.csv')).toBe(
      'customer,option,value,minutes,cost\nann,call,9,5,1\nben,letter,5,0,1.2\n"lee, c",letter,1,0,1.2\n',
    )
  })
  it('keeps caps, exclusions, quotas and capacities', async () => {
    const both = await lab('allocate', offers, ...columns, '--budgets', '100,100', '--cap', '2', '--json')
    expect(both.json).toMatchObject({ value: 30, contacts: 6, assigned: 3 })
    const excluded = [...columns, '--budgets', '100,100', '--cap', '2', '--exclude', 'call:letter', '--json']
    expect((await lab('allocate', offers, ...excluded)).json).toMatchObject({ value: 20, contacts: 3 })
    const { json } = await lab(
      'allocate',
      offers,
      ...columns,
      '--budgets',
      '100,100',
      '--quotas',
      'letter:2',
      '--capacities',
      'call:1',
      '--json',
    )
    expect(json).toMatchObject({ value: 15, maxViolation: 0 })
  })
  it('reads in words and draws', async () => {
    const { out } = await lab(
      'allocate',
      offers,
      ...columns,
      '--budgets',
      '5,10',
      '--quotas',
      'letter:1',
      '--plot',
      'a.html',
    )
    expect(out).toContain('3 of 3 customers get 3 options')
    expect(out).toContain('proven the best of all plans')
    expect(labOutput('a.html')).toContain('<svg')
  })
  it.each([
    [['--budgets', '5'], /--budgets "5" is not usable: it must be 2 numbers/],
    [['--budgets', '5,x'], /--budgets "x"/],
    [['--budgets', '5,10', '--quotas', 'call:2'], /quota 2 of option "call"/],
    [['--budgets', '5,10', '--quotas', 'visit:2'], /--quotas "visit:2"/],
    [['--budgets', '5,10', '--exclude', 'call'], /--exclude "call"/],
    [['--budgets', '5,10', '--instance', 'mulberry32:1,2,3,4'], /--instance/],
    [[], /--budgets is missing/],
  ])('refuses %j with one sentence', async (given, message) => {
    const { note, out, exitCode } = await lab('allocate', offers, ...columns, ...given, '--json')
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toMatch(message)
  })
  it('names the rows that offer the same twice', async () => {
    const twice = labFile(
      'twice.csv',
      'customer,offer,margin,minutes,cost\na,x,1,1,1\nb,x,1,1,1\na,x,2,1,1\n',
    )
    const { note, exitCode } = await lab('allocate', twice, ...columns, '--budgets', '5,10')
    expect(exitCode).toBe(2)
    expect(note).toContain('rows 2 and 4 both offer "x" to "a"')
  })
})

describe('lab allocate on a made instance', () => {
  it('meets the published optimum of mulberry32(42), 1,000 × 5 × 1', async () => {
    const { json } = await lab('allocate', '--instance', 'mulberry32:42,1000,5,1', '--json')
    expect(json.value).toBeLessThanOrEqual(559.639456)
    expect(json.dualBound).toBeGreaterThanOrEqual(559.639456 - 1e-6)
    expect(json.gap).toBeLessThanOrEqual(0.0015)
    expect(json.maxViolation).toBe(0)
  })
  it.each(['mulberry32:1,2,3', 'lcg:1,2,3,4', 'mulberry32:1,0,3,4'])('refuses %s', async (instance) => {
    const { note, exitCode } = await lab('allocate', '--instance', instance)
    expect(exitCode).toBe(2)
    expect(note).toContain(`--instance "${instance}"`)
  })
})
