import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { mappingSchema, withNeed } from '../../../src/customer/index.ts'
import { needBody } from '../../../src/customer/needs/api.ts'
import { removeNeed, saveNeed } from '../../../src/customer/needs/change.ts'
import { type Stance, storedTopics, topicSettings } from '../../../src/customer/needs/topics.ts'
import { needsOf } from '../../../src/customer/needs/view.ts'
import { saveSetting } from '../../../src/customer/profiles/workspace-setting.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { insertRows } from '../../insight/support/business.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let keys: Record<string, number>
let importId: string
const clock = manualClock(new Date('2026-11-21T17:00:00Z'))
const actor = {
  kind: 'user' as const,
  id: '0192f000-0000-7000-8000-000000000001',
  permissions: new Set<never>(),
}
const deps = () => ({ ...bench.stores, vaultOf: async () => bench.vault })
const kinds: Record<string, Stance> = { tea: 'like', nuts: 'avoid', delivery: 'need' }

beforeAll(async () => {
  // In Shanghai it is the 22nd already.
  bench = await openBench({ clock })
  const settings = topicSettings.parse({
    topics: [
      { id: 'tea', label: '茶', kind: 'like', shownBy: { by: 'category', category: 'Tea' } },
      { id: 'nuts', label: '坚果', kind: 'avoid' },
      {
        ...{ id: 'delivery', label: '送货上门', kind: 'need' },
        shownBy: { by: 'event', event: 'Delivery Chosen', property: 'to', value: 'home' },
      },
    ],
  })
  await saveSetting(
    bench.stores.ledger,
    bench.workspace,
    actor,
    storedTopics,
    settings,
    'customer_need.topics',
  )
  const done = await bench.customer.imports.run(bench.workspace, {
    path: bench.file('members.csv', 'id,tea,nuts\na,yes,过敏\nb,不喜欢,是\nc,,no\nd,YES,\n'),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { customer: { column: 'id' } },
      attributes: { stated_tea: { column: 'tea' }, stated_nuts: { column: 'nuts' } },
    }),
  })
  importId = done.importId
  keys = Object.fromEntries(await bench.customer.persons.resolve(bench.workspace, 'account', [...'abcd']))
}, 30_000)
afterAll(() => bench.close())

const key = (name: string) => String(keys[name])
const of = (name: string) => needsOf(deps(), bench.workspace, key(name))
const save = async (name: string, body: z.input<typeof needBody>, id: string | null = null) => {
  const made = await saveNeed(deps(), bench.workspace, key(name), id, needBody.parse(body), actor)
  await bench.customer.needs.pump()
  return made
}
/** Who the warehouse finds. */
async function find(says: Stance, topic: string, day = '2026-11-22', since: string | null = null) {
  const bind = createBinder('t')
  const rows = await bench.stores.warehouse.rows(
    withNeed(
      {
        ...{
          here: sql`workspace_id = ${bind('UInt32', bench.workspace.id)}`,
          timeZone: 'Asia/Shanghai',
          topic,
          says,
          day,
          since,
        },
        ...{ kind: kinds[topic] ?? null, nowMs: clock.now().getTime(), atLeast: 0 },
      },
      bind,
    ),
    z.object({ person: int64() }),
  )
  return rows.map(({ person }) => Object.keys(keys).find((name) => keys[name] === person) ?? '?').sort()
}

describe('what customers said', () => {
  it('is read from files: a bare yes by the kind of topic, other words as they are, and what nobody knows not', async () => {
    expect([await find('like', 'tea'), await find('avoid', 'tea')]).toEqual([['a', 'd'], ['b']])
    expect([await find('avoid', 'nuts'), await find('like', 'nuts')]).toEqual([['b'], []])
    const { items } = await of('b')
    expect(
      items.map(({ label, words, shown }) => [label, words.map(({ id, stance }) => [id, stance]), shown]),
    ).toEqual([
      ['茶', [[null, 'avoid']], null],
      ['坚果', [[null, 'avoid']], null],
    ])
    // What a topic gone from the catalogue meant by yes is not guessed.
    const bind = createBinder('g')
    const gone = {
      ...{
        here: sql`workspace_id = ${bind('UInt32', bench.workspace.id)}`,
        timeZone: 'Asia/Shanghai',
        topic: 'tea',
        kind: null,
      },
      ...{ says: 'like' as const, day: '2026-11-22', since: null, nowMs: clock.now().getTime(), atLeast: 0 },
    }
    expect(await bench.stores.warehouse.rows(withNeed(gone, bind), z.object({ person: int64() }))).toEqual([])
  })

  it('is noted by hand; the later word counts whoever brought it, until it runs out or is taken back', async () => {
    await save('a', { topic: 'tea', stance: 'avoid', saidOn: '2026-11-01', place: 'call' })
    expect(await find('like', 'tea'), 'the file came later').toEqual(['a', 'd'])
    const note = '只在夏天喝：13987654321'
    const id = await save('a', { topic: 'tea', stance: 'need', strength: 3, validUntil: '2026-11-25', note })
    expect([await find('like', 'tea'), await find('need', 'tea')]).toEqual([['d'], ['a']])
    expect([await find('need', 'tea', '2026-11-25'), await find('need', 'tea', '2026-11-26')]).toEqual([
      ['a'],
      [],
    ])
    expect(await find('need', 'tea', '2026-11-22', '2026-11-23')).toEqual([])
    const [tea] = (await of('a')).items
    expect(tea?.words.map(({ stance, state, note: said, place }) => [stance, state, said, place])).toEqual([
      ['need', 'counts', note, null],
      ['like', 'replaced', null, null],
      ['avoid', 'replaced', null, 'call'],
    ])
    const { rows } = await pg<{ text: string }>`
      SELECT string_agg(to_jsonb(n)::text, '') || (SELECT string_agg(detail::text, '') FROM audit_log) AS text FROM person_needs n`.execute(
      bench.stores.ledger.db,
    )
    expect(rows[0]?.text).not.toMatch(/13987654321|夏天/)

    const other = await save('a', { topic: 'tea', stance: 'none' })
    expect([await find('need', 'tea'), await find('like', 'tea')]).toEqual([[], ['d']])
    await removeNeed(deps(), bench.workspace, key('a'), other, actor)
    await bench.customer.needs.pump()
    expect(await find('need', 'tea')).toEqual(['a'])
    const changed = await save('a', { topic: 'delivery', stance: 'need' }, id)
    expect([await find('need', 'tea'), await find('need', 'delivery')]).toEqual([[], ['a']])
    expect(await find('like', 'tea')).toEqual(['a', 'd'])
    await removeNeed(deps(), bench.workspace, key('a'), changed, actor)
    await bench.customer.needs.pump()
    const left = await pg`SELECT 1 FROM person_needs WHERE removed_at IS NOT NULL`.execute(
      bench.stores.ledger.db,
    )
    expect(left.rows).toEqual([])
  })

  it('refuses topics, days and customers that are not there', async () => {
    const no = (name: string, body: z.input<typeof needBody>) => expect(save(name, body)).rejects
    await no('a', { topic: 'cups', stance: 'like' }).toMatchObject({ code: 'customer_need.unknownTopic' })
    for (const days of [{ saidOn: '2026-11-23' }, { validUntil: '2026-11-21' }, { validUntil: '2200-01-01' }])
      await no('a', { topic: 'tea', stance: 'like', ...days }).toMatchObject({
        code: 'customer_need.badDays',
      })
    await expect(
      saveNeed(
        deps(),
        bench.workspace,
        '999999',
        null,
        needBody.parse({ topic: 'tea', stance: 'like' }),
        actor,
      ),
    ).rejects.toMatchObject({ code: 'customer_need.unknownCustomer' })
    await expect(removeNeed(deps(), bench.workspace, key('b'), importId, actor)).rejects.toMatchObject({
      code: 'customer_need.notFound',
    })
  })

  it('stands beside what orders and events show, with the number it rests on, and nothing where they show nothing', async () => {
    const ws = bench.workspace.id
    const none = '00000000-0000-0000-0000-000000000000'
    const product = (product_id: string, category_path: string[]) => ({
      ...{
        workspace_id: ws,
        product_id,
        category: category_path[0] ?? '',
        category_path,
        updated_at: '2026-01-01',
      },
    })
    const line = (n: number, order_id: string, product_id: string, amount_minor: number, kind = 'sale') => ({
      ...{ workspace_id: ws, person_key: keys.b, ts: `2026-01-0${n} 00:00:00`, order_id, row_key: n, kind },
      ...{ product_id, quantity: 1, currency: 'CNY', amount_minor, import_id: none },
    })
    await insertRows(bench.stores.warehouse, 'products', [
      product('p1', ['Drinks', 'Tea']),
      product('p2', ['Cups']),
    ])
    await insertRows(bench.stores.warehouse, 'order_lines', [
      line(1, 'o1', 'p1', 3_000),
      line(2, 'o1', 'p2', 1_000),
      line(3, 'o2', 'p2', 2_000),
      line(4, 'o3', 'p1', -1_000, 'return'),
      line(5, 'o3', 'p1', 900, 'charge'),
    ])
    const event = (n: number, name: string, to: string) => ({
      ...{ workspace_id: ws, name, person_key: keys.b, ts: `2026-02-0${n} 00:00:00`, message_id: `m${n}` },
      properties: { to },
    })
    await insertRows(bench.stores.warehouse, 'events', [
      event(1, 'Delivery Chosen', 'home'),
      event(2, 'Delivery Chosen', 'shop'),
      event(3, 'Page Viewed', 'home'),
      event(4, 'Page Viewed', ''),
    ])
    const shown = new Map((await of('b')).items.map((item) => [item.topic, item.shown]))
    expect(shown.get('tea')).toEqual({
      ...{
        by: 'category',
        what: 'Tea',
        times: 1,
        ofTimes: 2,
        amountMinor: 2_000,
        ofAmountMinor: 5_000,
        share: 0.4,
      },
      lastAt: '2026-01-01T00:00:00.000Z',
    })
    expect(shown.get('delivery')).toMatchObject({
      what: 'Delivery Chosen · to · home',
      times: 1,
      ofTimes: 4,
      share: 0.25,
    })
    expect((await of('d')).items.map((item) => item.shown)).toEqual([null])
  })

  it('follows merges and their undo, and goes when the import that told it is undone', async () => {
    const { ledger } = bench.stores
    await save('d', { topic: 'nuts', stance: 'like' })
    const made = await decide(ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        ...{
          workspaceId: bench.workspace.id,
          keep: Number(key('c')),
          merge: Number(key('d')),
          rule: 'review',
        },
        ...{ actor, evidence: [], at: new Date() },
      }),
    )
    await bench.customer.persons.pump()
    expect([await find('like', 'tea'), await find('like', 'nuts')]).toEqual([['a', 'c'], ['c']])
    expect((await of('c')).items.map(({ topic }) => topic)).toEqual(['tea', 'nuts'])
    await decide(ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: made?.id ?? '', by: 'test', at: new Date() }),
    )
    await bench.customer.persons.pump()
    expect([await find('like', 'tea'), await find('like', 'nuts')]).toEqual([['a', 'd'], ['d']])
    await bench.customer.imports.undo(bench.workspace, importId)
    expect([await find('like', 'tea'), await find('avoid', 'nuts'), await find('like', 'nuts')]).toEqual([
      [],
      [],
      ['d'],
    ])
  })

  it('comes from columns with its day, strength and end; said again it is the same word, undone it is gone', async () => {
    const run = (...rows: string[]) =>
      bench.customer.imports.run(bench.workspace, {
        path: bench.file(`told-${rows.length}.csv`, `id,tea,on,how,until\n${rows.join('\n')}\n`),
        mapping: mappingSchema.parse({
          kind: 'customers',
          source: 'survey',
          fields: { customer: { column: 'id' } },
          needs: [
            {
              ...{ topic: 'tea', answer: { column: 'tea' }, on: { column: 'on' } },
              ...{ strength: { column: 'how' }, until: { column: 'until' } },
            },
          ],
        }),
      })
    const first = await run(
      'x1,喜欢,2026-11-10,强烈,2026-12-31',
      'x2,yes,,2,',
      'x3,perhaps,,,',
      'x4,yes,2027-01-01,,',
      'x5,yes,2026-11-01,,2026-10-01',
      'x6,yes,,much,',
    )
    expect(first).toMatchObject({ read: 6, rejected: 4 })
    expect(first.reasons.map(({ code }) => code).sort()).toEqual([
      'future_day',
      'over_before',
      'unknown_need',
      'unknown_strength',
    ])
    keys = {
      ...keys,
      ...Object.fromEntries(await bench.customer.persons.resolve(bench.workspace, 'account', ['x1', 'x2'])),
    }
    const words = async (name: string) =>
      (await of(name)).items.flatMap(({ words: all }) =>
        all.map(({ id, stance, strength, saidOn, validUntil, source }) =>
          [id, stance, strength, saidOn, validUntil, source].join(' '),
        ),
      )
    expect(await words('x1')).toEqual([' like 3 2026-11-10 2026-12-31 survey'])
    const day = (await of('x2')).today
    expect(await words('x2')).toEqual([` like 2 ${day}  survey`])
    expect(await find('like', 'tea')).toEqual(expect.arrayContaining(['x1', 'x2']))
    expect(await find('like', 'tea', '2027-01-05')).not.toContain('x1')
    clock.advance(86_400_000 * 3)
    const second = await run('x1,喜欢,2026-11-10,强烈,2026-12-31', 'x2,yes,,2,')
    expect([await words('x1'), await words('x2')]).toEqual([
      [' like 3 2026-11-10 2026-12-31 survey'],
      [` like 2 ${day}  survey`],
    ])
    await bench.customer.imports.undo(bench.workspace, first.importId)
    expect(await words('x2')).toHaveLength(1)
    await bench.customer.imports.undo(bench.workspace, second.importId)
    expect([await words('x1'), await find('like', 'tea', day)]).toEqual([
      [],
      expect.not.arrayContaining(['x1']),
    ])
    await expect(
      bench.customer.imports.run(bench.workspace, {
        path: bench.file('none.csv', 'id,a\nx1,yes\n'),
        mapping: mappingSchema.parse({
          kind: 'customers',
          fields: { customer: { column: 'id' } },
          needs: [{ topic: 'nothing', answer: { column: 'a' } }],
        }),
      }),
    ).rejects.toMatchObject({ code: 'customer_need.unknownTopic' })
  })
})
