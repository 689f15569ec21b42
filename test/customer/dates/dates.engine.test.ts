import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  removeDate,
  removeFamilyMember,
  saveDate,
  saveFamilyMember,
} from '../../../src/customer/dates/change.ts'
import { withDateWithin } from '../../../src/customer/dates/dates-now.ts'
import { datesOf } from '../../../src/customer/dates/view.ts'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let keys: Record<string, number>
let importId: string
const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }
const deps = () => ({
  ledger: bench.stores.ledger,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})

beforeAll(async () => {
  // In Shanghai it is the 22nd already.
  bench = await openBench({ clock: manualClock(new Date('2026-11-21T17:00:00Z')) })
  const done = await bench.customer.imports.run(bench.workspace, {
    path: bench.file(
      'members.csv',
      'id,born\na,1988-12-01\nb,农历1985年八月十五\nc,农历冬月初十\nd,1893-11-25\ne,0012-01-01\nf,1970\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { customer: { column: 'id' }, birthday: { column: 'born' } },
    }),
  })
  expect([done.stored, done.rejected]).toEqual([6, 0])
  importId = done.importId
  keys = Object.fromEntries(await bench.customer.persons.resolve(bench.workspace, 'account', [...'abcdef']))
  await bench.customer.dates.pump()
})
afterAll(() => bench.close())

const key = (name: string) => String(keys[name])
const of = (name: string) => datesOf(deps(), bench.workspace, key(name))
const daysOf = async (name: string) =>
  (await of(name)).dates.map(({ kind, day, next, inDays, years }) => [kind, day, next, inDays, years])

/** Who the warehouse finds. */
async function within(kind: string, days: number): Promise<string[]> {
  const bind = createBinder('t')
  const rows = await bench.stores.warehouse.rows(
    sql`SELECT toUInt64(person) AS person FROM (${withDateWithin(bind('UInt32', bench.workspace.id), kind, '2026-11-22', days, bind)})`,
    z.object({ person: int64() }),
  )
  return rows.map(({ person }) => Object.keys(keys).find((name) => keys[name] === person) ?? '?').sort()
}
const change = async (work: Promise<unknown>) => {
  const answer = await work
  await bench.customer.dates.pump()
  return answer as string
}

describe('days that matter to a customer', () => {
  it('are read from birthdays of files, in either calendar, before 1900 too', async () => {
    expect(await daysOf('a')).toEqual([['birthday', '1988-12-01', '2026-12-01', 9, 38]])
    expect(await daysOf('b')).toEqual([['birthday', 'lunar 1985-08-15', '2027-09-15', 297, 42]])
    expect(await daysOf('c')).toEqual([['birthday', 'lunar --11-10', '2026-12-18', 26, null]])
    expect(await daysOf('d')).toEqual([['birthday', '1893-11-25', '2026-11-25', 3, 133]])
    // A year alone, or one nobody was born in, is no day.
    expect([await daysOf('e'), await daysOf('f')]).toEqual([[], []])
    expect([await within('birthday', 9), await within('birthday', 26)]).toEqual([
      ['a', 'd'],
      ['a', 'c', 'd'],
    ])
    const years = await bench.stores.warehouse.rows(
      sql`SELECT birth_year AS year FROM customers FINAL ORDER BY person_key`,
      z.object({ year: z.int() }),
    )
    expect(years.map(({ year }) => year)).toEqual([1988, 1985, 0, 1893, 0, 1970])
  })

  it('are noted, changed and removed by hand; a birthday by hand stands before that of a file', async () => {
    const id = await change(
      saveDate(deps(), bench.workspace, key('a'), null, { kind: 'birthday', day: '农历十月十五' }, actor),
    )
    expect((await of('a')).dates.map(({ source, counts, next }) => [source, counts, next])).toEqual([
      ['hand', true, '2026-11-23'],
      ['birthday', false, '2026-12-01'],
    ])
    expect(await within('birthday', 1)).toEqual(['a'])
    const other = await change(
      saveDate(deps(), bench.workspace, key('a'), id, { kind: 'contract_end', day: '2026-11-30' }, actor),
    )
    expect(await within('birthday', 1)).toEqual([])
    expect(await within('contract_end', 8)).toEqual(['a'])
    expect(await within('contract_end', 7)).toEqual([])
    await change(removeDate(deps(), bench.workspace, key('a'), other, actor))
    expect(await within('contract_end', 30)).toEqual([])
    expect((await of('a')).dates.map(({ counts }) => counts)).toEqual([true])
    const left = await pg`SELECT 1 FROM person_dates WHERE removed_at IS NOT NULL`.execute(
      bench.stores.ledger.db,
    )
    expect(left.rows).toEqual([])
  })

  it('refuse what is no day, a kind that is not there, and a lunar day that comes once', async () => {
    const save = (kind: string, day: string) =>
      saveDate(deps(), bench.workspace, key('a'), null, { kind, day }, actor)
    await expect(save('birthday', '1999-02-29')).rejects.toMatchObject({ code: 'customer_date.unreadable' })
    await expect(save('divorce', '1999-02-28')).rejects.toMatchObject({ code: 'customer_date.unknownKind' })
    await expect(save('contract_end', '02-28')).rejects.toMatchObject({ code: 'customer_date.needsYear' })
    await expect(
      saveDate(deps(), bench.workspace, '999999', null, { kind: 'birthday', day: '05-03' }, actor),
    ).rejects.toMatchObject({ code: 'customer_date.unknownCustomer' })
    await expect(removeDate(deps(), bench.workspace, key('b'), importId, actor)).rejects.toMatchObject({
      code: 'customer_date.notFound',
    })
  })

  it('belong to the family too: names encrypted, birthdays of their own kind, linked customers', async () => {
    const child = await change(
      saveFamilyMember(
        deps(),
        bench.workspace,
        key('b'),
        null,
        { relation: 'child', name: '王小宝', birthday: '2020-11-24', customer: key('c') },
        actor,
      ),
    )
    expect((await of('b')).family).toMatchObject([
      { relation: 'child', name: '王**', customerId: key('c'), sharesHousehold: false },
    ])
    expect(await within('child_birthday', 2)).toEqual(['b'])
    const { rows } = await pg<{ text: string }>`
      SELECT string_agg(to_jsonb(f)::text, '') || string_agg(to_jsonb(d)::text, '') AS text
      FROM family_members f, person_dates d`.execute(bench.stores.ledger.db)
    expect(rows[0]?.text).not.toMatch(/王小宝|2020-11-24/)
    await change(
      saveFamilyMember(
        deps(),
        bench.workspace,
        key('b'),
        child,
        { relation: 'sibling', customer: null },
        actor,
      ),
    )
    expect((await of('b')).family).toMatchObject([{ relation: 'sibling', name: '王**', customerId: null }])
    expect([await within('child_birthday', 2), await within('family_birthday', 2)]).toEqual([[], ['b']])
    await expect(
      saveFamilyMember(
        deps(),
        bench.workspace,
        key('b'),
        null,
        { relation: 'spouse', customer: key('b') },
        actor,
      ),
    ).rejects.toMatchObject({ code: 'customer_date.sameCustomer' })
    await change(removeFamilyMember(deps(), bench.workspace, key('b'), child, actor))
    expect(await within('family_birthday', 366)).toEqual([])
    expect((await of('b')).dates).toHaveLength(1)
  })

  it('follow merges and their undo, and go when the import that brought them is undone', async () => {
    const { ledger } = bench.stores
    const [keep, merge] = [Number(key('a')), Number(key('d'))]
    const made = await decide(ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        workspaceId: bench.workspace.id,
        keep,
        merge,
        rule: 'review',
        actor,
        evidence: [],
        at: new Date(),
      }),
    )
    await bench.customer.persons.pump()
    const birthdays = (await of('d')).dates
    expect(birthdays.filter(({ counts }) => counts)).toHaveLength(1)
    const counting = birthdays.find(({ counts }) => counts)
    expect(await within('birthday', 9)).toEqual(['a'])
    expect(await within('birthday', 3)).toEqual(counting?.inDays === 3 ? ['a'] : [])
    await decide(ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: made?.id ?? '', by: 'test', at: new Date() }),
    )
    await bench.customer.persons.pump()
    expect(await within('birthday', 9)).toEqual(['a', 'd'])
    await bench.customer.imports.undo(bench.workspace, importId)
    await bench.customer.dates.pump()
    expect(await within('birthday', 366)).toEqual([])
  })

  it('come from files in the calendar of the column; the newest of a kind counts, by hand before it, until undone', async () => {
    const fields = {
      customer: { column: 'id' },
      date_wedding: { column: 'wed', calendar: 'lunar' },
      date_child_birthday: { column: 'child' },
      date_contract_end: { column: 'end' },
    }
    const run = async (...rows: string[]) => {
      const done = await bench.customer.imports.run(bench.workspace, {
        path: bench.file(`days-${rows.length}-${rows[0]}.csv`, `id,wed,child,end\n${rows.join('\n')}\n`),
        mapping: mappingSchema.parse({ kind: 'customers', source: 'crm', fields }),
      })
      return done
    }
    const first = await run(
      'p,2010-10-18,2015-11-25,2026-12-31',
      'q,八月十五,农历2016年二月三十,',
      'r,2010/13/45,,',
      's,,,2026-02-30',
      't,,,05-03',
      'u,2012年闰四月初三,2018-11-26,2027-01-15',
    )
    expect(first).toMatchObject({ read: 6, rejected: 4 })
    expect(
      first.reasons
        .map(({ code, field, rows }) => [code, field, rows])
        .sort((a, b) => (`${a}` < `${b}` ? -1 : 1)),
    ).toEqual([
      ['day_needs_year', 'date_contract_end', 1],
      ['not_a_day', 'date_child_birthday', 1],
      ['not_a_day', 'date_contract_end', 1],
      ['not_a_day', 'date_wedding', 1],
    ])
    keys = {
      ...keys,
      ...Object.fromEntries(await bench.customer.persons.resolve(bench.workspace, 'account', ['p', 'u'])),
    }
    const shown = async (name: string) =>
      (await of(name)).dates
        .map(({ kind, day, source, counts }) => `${kind} ${day} ${source} ${counts}`)
        .sort()
    expect(await shown('p')).toEqual([
      'child_birthday 2015-11-25 file true',
      'contract_end 2026-12-31 file true',
      'wedding lunar 2010-10-18 file true',
    ])
    expect((await of('u')).dates.find(({ kind }) => kind === 'wedding')?.day).toBe('lunar 2012-04-03 leap')
    // The 18th of the tenth lunar month of 2026 is the 26th of November.
    expect([await within('wedding', 4), await within('child_birthday', 3)]).toEqual([['p'], ['p']])
    const same = await run('p,2010-10-18,2015-11-25,2026-12-31')
    const second = await run('p,2010-10-20,2017-06-01,2027-12-31')
    expect(await shown('p')).toEqual([
      'child_birthday 2015-11-25 file true',
      'child_birthday 2017-06-01 file true',
      'contract_end 2026-12-31 file false',
      'contract_end 2027-12-31 file true',
      'wedding lunar 2010-10-18 file false',
      'wedding lunar 2010-10-20 file true',
    ])
    expect([await within('wedding', 4), await within('wedding', 6)]).toEqual([[], ['p']])
    const byHand = await change(
      saveDate(deps(), bench.workspace, key('p'), null, { kind: 'wedding', day: '2010-11-23' }, actor),
    )
    expect([await within('wedding', 1), await within('wedding', 6)]).toEqual([['p'], ['p']])
    expect((await shown('p')).filter((one) => one.endsWith('true'))).toContain('wedding 2010-11-23 hand true')
    await change(removeDate(deps(), bench.workspace, key('p'), byHand, actor))
    await bench.customer.imports.undo(bench.workspace, second.importId)
    expect(await within('wedding', 4)).toEqual(['p'])
    await bench.customer.imports.undo(bench.workspace, first.importId)
    expect(await shown('p')).toHaveLength(3)
    await bench.customer.imports.undo(bench.workspace, same.importId)
    expect(await shown('p')).toEqual([])
    expect(await within('wedding', 6)).toEqual([])
    const { rows } = await pg<{ n: string }>`
      SELECT count(*) AS n FROM person_dates WHERE source = 'file'`.execute(bench.stores.ledger.db)
    expect(rows[0]?.n).toBe('0')
  })

  it('refuse a file with a kind the workspace does not have, before anything is stored', async () => {
    await expect(
      bench.customer.imports.run(bench.workspace, {
        path: bench.file('unknown.csv', 'id,day\na,2020-01-01\n'),
        mapping: mappingSchema.parse({
          kind: 'customers',
          fields: { customer: { column: 'id' }, date_first_visit: { column: 'day' } },
        }),
      }),
    ).rejects.toMatchObject({ code: 'customer_date.unknownKind' })
  })
})
