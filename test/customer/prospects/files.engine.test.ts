import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { previewMapping } from '../../../src/customer/imports/inspect.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { changeProspects, type ProspectChange } from '../../../src/customer/prospects/change.ts'
import { prospectOf } from '../../../src/customer/prospects/view.ts'
import { fileOnDisk } from '../../../src/customer/reading/source.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
const owners = { lin: newId(), wang: newId(), twin: newId() }
const clock = manualClock(new Date('2026-03-10T02:00:00Z'))
const day = 86_400_000
const actor = { kind: 'user' as const, id: owners.lin, permissions: new Set<never>() }
const deps = () => ({
  ...bench.stores,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})
const mapping = (more: object = {}, source = 'crm') =>
  mappingSchema.parse({
    kind: 'customers',
    source,
    fields: {
      customer: { column: '编号' },
      prospect_stage: { column: '阶段' },
      prospect_owner: { column: '负责人' },
      prospect_source: { column: '来源' },
      prospect_reason: { column: '原因' },
      ...more,
    },
  })
const dated = { prospect_since: { column: '时间' } }
const file = (...rows: string[]) =>
  bench.file(`${newId()}.csv`, `编号,阶段,负责人,来源,原因,时间\n${rows.join('\n')}\n`)
const run = (how: ReturnType<typeof mapping>, ...rows: string[]) =>
  bench.customer.imports.run(bench.workspace, { path: file(...rows), mapping: how })
const keyOf = async (name: string) =>
  String((await bench.customer.persons.resolve(bench.workspace, 'account', [name])).get(name))
const one = async (name: string) => prospectOf(deps(), bench.workspace, await keyOf(name))
const stage = async (name: string) => (await one(name)).stage.id
async function byHand(name: string, what: Partial<ProspectChange> & { change: string }) {
  await changeProspects(deps(), bench.workspace, actor, {
    customers: [await keyOf(name)],
    what: { note: '', reason: '', ...what } as ProspectChange,
  })
  await bench.customer.prospects.pump()
}
const words = async () => {
  const { rows } = await pg<{ n: string; seen: string }>`
    SELECT (SELECT count(*) FROM prospect_words) AS n, (SELECT count(*) FROM prospect_word_sightings) AS seen`.execute(
    bench.stores.ledger.db,
  )
  return Object.values(rows[0] ?? {}).map(Number)
}

beforeAll(async () => {
  bench = await openBench({ clock })
  const people = [
    [owners.lin, 'lin@example.com', '林 晓'],
    [owners.wang, 'wang@example.com', '王力'],
    [owners.twin, 'twin@example.com', '王力'],
  ] as const
  for (const [id, email, name] of people) {
    await pg`INSERT INTO users (id, email, display_name, password_hash) VALUES (${id}, ${email}, ${name}, 'x')`.execute(
      bench.stores.ledger.db,
    )
    await pg`INSERT INTO memberships (user_id, workspace_id, role) VALUES (${id}, ${bench.workspace.id}, 'marketer')`.execute(
      bench.stores.ledger.db,
    )
  }
})
afterAll(() => bench.close())

describe('prospects of files', () => {
  it('stand where the file says; what nobody knows costs the row and says what is allowed', async () => {
    const done = await run(
      mapping(),
      'a,已联系,林 晓,春季展会,,',
      'b,OPPORTUNITY,Wang@Example.com,,,',
      'c,已流失,,,价格不合适,',
      'd,很有意向,,,,',
      'e,,张三,,,',
      'f,,王力,,,',
      'g,已流失,,,不喜欢,',
      'h,成交,,老客户介绍 13912345678,,',
    )
    expect(done).toMatchObject({ read: 8, rejected: 4 })
    const why = (field: string, code: string) =>
      done.reasons.find((reason) => reason.field === field && reason.code === code)
    expect(why('prospect_stage', 'unknown_stage')?.message).toContain('New lead, Contacted, Interested')
    expect(why('prospect_owner', 'unknown_owner')?.message).toContain('林 晓')
    expect(why('prospect_owner', 'several_owners')).toBeDefined()
    expect(why('prospect_reason', 'unknown_reason')?.message).toContain('Could not be reached')
    expect(why('prospect_stage', 'stage_won')).toMatchObject({ rows: 1 })
    expect(await one('a')).toMatchObject({
      stage: { id: 'contacted' },
      owner: { id: owners.lin },
      source: { kind: 'said', id: '春季展会' },
    })
    expect(await one('b')).toMatchObject({ stage: { id: 'opportunity' }, owner: { id: owners.wang } })
    expect(await one('c')).toMatchObject({ stage: { id: 'lost' }, reason: { en: 'Price' } })
    expect(await one('h')).toMatchObject({ stage: { id: 'new' } })
    expect((await one('h')).source.id).not.toContain('13912345678')
    const [row] = (await one('a')).history
    expect(row).toMatchObject({ by: 'crm', mayUndo: false })
  })

  it('are previewed with the same words', async () => {
    const path = file('z,谈妥了,,,,')
    const preview = await previewMapping(
      bench.stores.ledger,
      fileOnDisk(path),
      mapping(),
      bench.vault,
      bench.workspace,
      'zh-CN',
    )
    expect(preview.problems).toEqual([
      expect.objectContaining({
        field: 'prospect_stage',
        message: expect.stringContaining('新线索、已联系、有意向、商机、已流失'),
      }),
    ])
  })

  it('are told again without a new word, and taken back by undo only where no other file says the same', async () => {
    const before = await words()
    const first = await run(mapping(), 'k,有意向,,线上,,')
    clock.advance(day)
    const since = (await one('k')).since
    const second = await run(mapping(), 'k,有意向,,线上,,')
    expect(await words()).toEqual([(before[0] ?? 0) + 2, (before[1] ?? 0) + 4])
    expect(await one('k')).toMatchObject({ stage: { id: 'interested' }, since })
    await bench.customer.imports.undo(bench.workspace, first.importId)
    expect(await one('k')).toMatchObject({ stage: { id: 'interested' }, since, source: { id: '线上' } })
    await bench.customer.imports.undo(bench.workspace, second.importId)
    expect(await words()).toEqual(before)
  })

  it('stay where a colleague moved them on, unless the file names a later time', async () => {
    await run(mapping(), 'm,已联系,,,,', 'n,已联系,,,,')
    clock.advance(day)
    await byHand('m', { change: 'stage', stage: 'opportunity' })
    await byHand('n', { change: 'stage', stage: 'lost', reason: 'price' })
    clock.advance(day)
    const kept = await run(mapping(), 'm,有意向,,,,', 'n,商机,,,,')
    expect(kept.reasons).toEqual([expect.objectContaining({ code: 'stage_kept', rows: 2 })])
    expect([await stage('m'), await stage('n')]).toEqual(['opportunity', 'lost'])
    // Said before the colleague did: it stands in the history and changes nothing.
    await run(mapping(dated), 'm,有意向,,,,2026-03-11 12:00')
    expect(await stage('m')).toBe('opportunity')
    const later = await run(mapping(dated), `m,有意向,,,,${clock.now().toISOString()}`)
    expect(await stage('m')).toBe('interested')
    await bench.customer.imports.undo(bench.workspace, later.importId)
    expect(await stage('m')).toBe('opportunity')
    expect((await run(mapping(dated), 'm,有意向,,,,2027-01-01')).reasons).toEqual([
      expect.objectContaining({ code: 'future_day', rows: 1 }),
    ])
  })

  it('go forward by a file after a colleague, and are not moved again by the same file', async () => {
    await run(mapping(), 'p,有意向,,,,')
    clock.advance(day)
    await byHand('p', { change: 'stage', stage: 'contacted' })
    clock.advance(day)
    // The same old file says nothing new, though its stage is farther on than what the colleague said since.
    await run(mapping(), 'p,有意向,,,,')
    expect(await stage('p')).toBe('contacted')
    await run(mapping(), 'p,商机,,,,')
    expect(await stage('p')).toBe('opportunity')
  })

  it('stay customers once they have bought', async () => {
    await run(mapping(), 'q,有意向,,,,')
    clock.advance(day)
    await bench.customer.imports.run(bench.workspace, {
      path: bench.file('orders.csv', `no,id,day,sum\n1,q,${clock.now().toISOString()},10\n`),
      mapping: mappingSchema.parse({
        kind: 'orders',
        fields: {
          customer: { column: 'id' },
          order_id: { column: 'no' },
          ts: { column: 'day' },
          amount: { column: 'sum' },
        },
      }),
    })
    clock.advance(day)
    const done = await run(mapping(), 'q,商机,林 晓,,,')
    expect(done.reasons).toEqual([expect.objectContaining({ code: 'stage_of_customer', rows: 1 })])
    expect(await one('q')).toMatchObject({ stage: { id: 'won' }, owner: { id: owners.lin } })
  })
})
