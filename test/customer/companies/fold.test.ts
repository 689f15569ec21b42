import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldStays, type Statement } from '../../../src/customer/companies/fold.ts'

const word = (change: Partial<Statement>): Statement => ({
  ...{ companyId: 'a', said: 'works', departmentId: null, role: null, title: null, since: null, until: null },
  ...{ keepsOthers: false, saidOn: '2024-01-01', source: null, importId: null },
  ...change,
})
const times = (words: Statement[]) =>
  foldStays(words).map(({ companyId, since, until }) => `${companyId} ${since ?? '…'} – ${until ?? '…'}`)
const file = (importId: string, companyId: string, saidOn: string): Statement =>
  word({ companyId, saidOn, source: 'import:crm', importId })

describe('where somebody works, of all that was said', () => {
  it('is where the newest word puts them; what was stays', () => {
    expect(times([file('1', 'a', '2024-01-01'), file('2', 'b', '2024-03-01')])).toEqual([
      'a … – 2024-03-01',
      'b 2024-03-01 – …',
    ])
    expect(times([word({}), word({ companyId: 'b', since: '2023-06-01' })])).toEqual([
      'a … – 2023-06-01',
      'b 2023-06-01 – …',
    ])
  })

  it('is two companies where it is said so, or where one file says both', () => {
    expect(times([word({}), word({ companyId: 'b', keepsOthers: true })])).toHaveLength(2)
    expect(times([file('1', 'a', '2024-01-01'), file('1', 'b', '2024-01-01')])).toEqual([
      'a … – …',
      'b 2024-01-01 – …',
    ])
  })

  it('does not go back because a system repeats itself', () => {
    const moved = [file('1', 'a', '2024-01-01'), word({ companyId: 'b', saidOn: '2024-02-01' })]
    expect(times([...moved, file('2', 'a', '2024-03-01')])).toEqual(times(moved))
    // But it may change its mind.
    expect(times([...moved, file('2', 'c', '2024-03-01')]).at(-1)).toBe('c 2024-03-01 – …')
  })

  it('ends with a word, is one time where they came back before they went, and is nothing where it never was', () => {
    const left = [word({ since: '2020-01-01' }), word({ said: 'left', until: '2022-01-01' })]
    expect(times(left)).toEqual(['a 2020-01-01 – 2022-01-01'])
    expect(times([...left, word({ since: '2021-06-01' })])).toEqual(['a 2020-01-01 – …'])
    expect(times([...left, word({ since: '2023-01-01' })])).toEqual([
      'a 2020-01-01 – 2022-01-01',
      'a 2023-01-01 – …',
    ])
    expect(times([...left, word({ said: 'never' })])).toEqual([])
  })

  it('takes a time that is over without moving them', () => {
    expect(times([word({}), word({ companyId: 'b', since: '2018-01-01', until: '2019-01-01' })])).toEqual([
      'a … – …',
      'b 2018-01-01 – 2019-01-01',
    ])
  })

  /** Days one after the other, as somebody with a list of names on a wall would do it. */
  it('is what a plain list kept day by day says', () => {
    const step = fc.record({
      companyId: fc.constantFrom('a', 'b', 'c'),
      said: fc.constantFrom('works' as const, 'works' as const, 'left' as const),
      keepsOthers: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const day = (i: number) => `2024-01-${String(i + 1).padStart(2, '0')}`
        const wall = new Set<string>()
        const since: (string | null)[] = []
        const walls = steps.map(({ companyId, said, keepsOthers }, i) => {
          // Of who is on the wall already nobody says another beginning.
          since.push(wall.has(companyId) ? null : day(i))
          if (said === 'left') wall.delete(companyId)
          else if (!wall.has(companyId)) {
            if (!keepsOthers) wall.clear()
            wall.add(companyId)
          }
          return [...wall].sort()
        })
        const stays = foldStays(
          steps.map((one, i) => word({ ...one, since: since[i] ?? null, saidOn: day(i) })),
        )
        walls.forEach((expected, i) => {
          const there = stays.filter(
            ({ since, until }) => (since ?? '') <= day(i) && (until === null || until > day(i)),
          )
          expect([...new Set(there.map(({ companyId }) => companyId))].sort()).toEqual(expected)
        })
      }),
    )
  })

  it('has at most one open time at each company, and none that ends before it begins', () => {
    const days = fc.constantFrom('2020-05-01', '2021-01-01', '2023-07-01', '2024-01-01')
    const any = fc.record({
      companyId: fc.constantFrom('a', 'b'),
      said: fc.constantFrom('works' as const, 'left' as const, 'never' as const),
      since: fc.option(days),
      until: fc.option(days),
      keepsOthers: fc.boolean(),
      source: fc.constantFrom(null, 'import:x', 'import:y'),
      importId: fc.constantFrom('1', '2', '3'),
      saidOn: days,
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 10 }), (words) => {
        const stays = foldStays(words.map(word))
        for (const company of ['a', 'b'])
          expect(stays.filter((s) => s.companyId === company && s.until === null).length).toBeLessThan(2)
        for (const { since, until } of stays)
          if (since !== null && until !== null) expect(since <= until).toBe(true)
      }),
    )
  })
})
