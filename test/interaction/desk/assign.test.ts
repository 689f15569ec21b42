import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignFairly } from '../../../src/interaction/desk/assign.ts'
import { isOpen } from '../../../src/interaction/desk/hours.ts'
import { isQuiet, quietEnd } from '../../../src/kit/day-time.ts'

const people = (...list: [string, number, number, string[]?][]) =>
  list.map(([userId, capacity, used, skills = []]) => ({ userId, capacity, used, skills }))
const tasks = (n: number, skill = '') => Array.from({ length: n }, (_, i) => ({ id: `t${i}`, skill }))

describe('sharing out tasks', () => {
  it('gives each to whoever had least of their day, not least in number', () => {
    const given = assignFairly(tasks(3), people(['a', 10, 4], ['b', 100, 20]))
    expect([...given.values()]).toEqual(['b', 'b', 'b'])
    expect([...assignFairly(tasks(4), people(['b', 10, 0], ['a', 10, 0])).values()]).toEqual([
      'a',
      'b',
      'a',
      'b',
    ])
  })
  it('gives nobody more than a day’s work, nor what they cannot do', () => {
    expect(assignFairly(tasks(5), people(['a', 2, 0])).size).toBe(2)
    expect(assignFairly(tasks(2, 'cantonese'), people(['a', 9, 0], ['b', 9, 8, ['cantonese']])).size).toBe(1)
    expect(assignFairly(tasks(2), people(['a', 0, 0])).size).toBe(0)
  })
  it('leaves no two people with one skill set more than a task apart, whatever the input', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 60 }), (n, waiting) => {
        const given = assignFairly(
          tasks(waiting),
          people(...Array.from({ length: n }, (_, i) => [`u${i}`, 20, 0] as [string, number, number])),
        )
        expect(given.size).toBe(Math.min(waiting, n * 20))
        const counts = Array.from(
          { length: n },
          (_, i) => [...given.values()].filter((u) => u === `u${i}`).length,
        )
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('hours', () => {
  const zone = 'Asia/Shanghai'
  const saturday = new Date('2026-11-21T04:00:00Z') // noon in Shanghai
  const week = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]
  it('are days and times of the zone', () => {
    expect(isOpen(week, saturday, zone)).toBe(false)
    expect(isOpen(week, new Date('2026-11-20T04:00:00Z'), zone)).toBe(true)
    expect(isOpen(week, new Date('2026-11-20T10:00:00Z'), zone)).toBe(false) // 18:00
    expect(isOpen([{ days: [6], from: '12:00', to: '24:00' }], saturday, zone)).toBe(true)
  })
  it('are quiet over midnight, until the minute they end', () => {
    const quiet = { from: '21:00', to: '09:00' }
    expect(isQuiet(quiet, saturday, [zone])).toBe(false)
    const late = new Date('2026-11-21T13:00:30Z') // 21:00:30
    expect(isQuiet(quiet, late, [zone])).toBe(true)
    expect(quietEnd(quiet, late, [zone]).toISOString()).toBe('2026-11-22T01:00:00.000Z')
    expect(isQuiet({ from: '00:00', to: '00:00' }, late, [zone])).toBe(false)
  })
})
