import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { approve, receive } from '../../../src/customer/privacy/requests.ts'
import { askFor, isUnfinished } from '../../../src/customer/privacy/retention/asked.ts'
import { placeHold, releaseHold } from '../../../src/customer/privacy/retention/holds.ts'
import type { RetentionKind } from '../../../src/customer/privacy/retention/kinds.ts'
import { changePolicies, policiesOf } from '../../../src/customer/privacy/retention/policy.ts'
import {
  previewOf,
  type RetentionDeps,
  retain,
  type Step,
} from '../../../src/customer/privacy/retention/run.ts'
import { changeSettings, privacySettings } from '../../../src/customer/privacy/settings.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { openVault } from '../../../src/stores/ledger/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

const owner = { kind: 'user' as const, id: newId() }
const dayMs = 86_400_000
let bench: Bench
let deps: RetentionDeps
let mails: Date[] = []
const vaultOf = (id: number) => openVault(bench.stores.ledger, bench.masterKey, id)

beforeAll(async () => {
  bench = await openBench()
  deps = {
    ...{ ledger: bench.stores.ledger, warehouse: bench.stores.warehouse, vaultOf, log: silentLog },
    ...{ uploads: bench.customer.uploads, uploadsDir: join(bench.dir, 'uploads'), outside: [] },
    saveKeys: async () => {},
    mails: {
      count: (_, before) => ({ rows: mails.filter((at) => at < before).length, oldest: mails[0] ?? null }),
      remove: (_, before) => {
        mails = mails.filter((at) => at >= before)
      },
    },
  }
})
afterAll(() => bench.close())

const ago = (days: number) => new Date(Date.now() - days * dayMs)
const text = (at: Date) => at.toISOString().slice(0, 23).replace('T', ' ')
const keep = (kind: RetentionKind, days: number | null) =>
  changePolicies(bench.stores.ledger, bench.workspace, [{ kind, days, reason: 'a test' }], owner)
let day = 0
/** Each run is of a day of its own. */
const run = (only?: RetentionKind[], after?: (step: Step, kind: RetentionKind) => void) =>
  retain(
    deps,
    bench.workspace,
    {
      ...{ cause: 'schedule', actor: 'system:retention', day: `2030-01-${String(++day).padStart(2, '0')}` },
      ...(after ? { after } : {}),
    },
    only,
  )
const number = async (query: string) => {
  const [row] = await bench.stores.warehouse.rows(
    { text: query, params: {}, isSql: true },
    z.object({ n: int64() }),
  )
  return row?.n ?? 0
}
const insert = (table: string, columns: string[], rows: (string | number)[][]) =>
  bench.stores.warehouse.insert(
    table,
    columns,
    Buffer.from(`${rows.map((row) => row.join('\t')).join('\n')}\n`),
  )
const person = async (account: string) =>
  (await bench.customer.persons.resolve(bench.workspace, 'account', [account])).get(account) ?? 0

const eventColumns = ['workspace_id', 'name', 'person_key', 'ts', 'message_id', 'channel', 'value_minor']
let events = 0
const addEvents = (rows: { person: number; at: Date; name?: string }[]) =>
  insert(
    'events',
    eventColumns,
    rows.map(({ person: key, at, name }) => [
      ...[bench.workspace.id, name ?? 'Viewed', key, text(at), `m${events++}`, 'web', 5],
    ]),
  )
/** Events of all time, whether they are still there or only counted. */
const everEvents = () =>
  number(`SELECT (SELECT count() FROM events WHERE workspace_id = ${bench.workspace.id})
    + (SELECT sum(rows) FROM retained_sums FINAL WHERE workspace_id = ${bench.workspace.id} AND kind = 'events') AS n`)

describe('how long data are kept', () => {
  it('is said per kind with a reason, not shorter than the law allows, and written down', async () => {
    await expect(keep('orders', 365)).rejects.toMatchObject({ code: 'privacy.tooShort' })
    await expect(
      changePolicies(
        bench.stores.ledger,
        bench.workspace,
        [{ kind: 'events', days: 400, reason: ' ' }],
        owner,
      ),
    ).rejects.toMatchObject({ code: 'privacy.reasonMissing' })
    await keep('events', 400)
    const policies = await policiesOf(bench.stores.ledger.db, bench.workspace.id)
    expect(policies.filter(({ days }) => days !== null)).toMatchObject([{ kind: 'events', days: 400 }])
    expect(await run()).toEqual({ events: 0 })
    await expect(run(['audit'])).rejects.toMatchObject({ code: 'privacy.noPolicy' })
  })

  it('counts events before they go, so that sums stay, wherever it dies in between', async () => {
    const chance = seededRandom(7)
    // The run before this would have settled these days: what comes later for them goes uncounted.
    await pg`DELETE FROM retention_runs`.execute(bench.stores.ledger.db)
    const people = [await person('e1'), await person('e2')]
    await addEvents(
      Array.from({ length: 400 }, () => ({
        person: people[Math.floor(chance.next() * 2)] ?? 0,
        at: ago(Math.floor(chance.next() * 900)),
        name: chance.next() < 0.5 ? 'Viewed' : 'Bought',
      })),
    )
    const all = await everEvents()
    const preview = await previewOf(deps, bench.workspace, 'events', 400)
    expect(preview.rows).toBeGreaterThan(100)
    expect(preview.oldest?.getTime()).toBeLessThan(ago(400).getTime())
    expect(await everEvents()).toBe(all)
    for (const step of ['begun', 'summed', 'removing', 'removed'] as const) {
      await addEvents([{ person: people[0] ?? 0, at: ago(401 + events) }])
      await expect(
        run(undefined, (reached) => {
          if (reached === step) throw new Error('the process ends here')
        }),
      ).rejects.toThrow('ends here')
    }
    // What a run left open is finished by the next, whatever day it is.
    await run()
    // Four came in later for a time that was settled: gone, and not counted twice as a file imported again would be.
    expect(await everEvents()).toBeGreaterThanOrEqual(all)
    expect(await everEvents()).toBeLessThanOrEqual(all + 4)
    expect(await number(`SELECT count() AS n FROM events WHERE ts < '${text(ago(400))}'`)).toBe(0)
    const { rows } = await pg<{ n: string }>`
      SELECT count(*) AS n FROM retention_runs WHERE state IN ('summing', 'removing')`.execute(
      bench.stores.ledger.db,
    )
    expect(rows[0]?.n).toBe('0')
    const before = await everEvents()
    await run()
    expect(await everEvents()).toBe(before)
  })

  it('goes on with what was asked for by hand and cut off before it began, as often as it was asked for', async () => {
    const { ledger } = bench.stores
    await keep('events', 1_000)
    await keep('raw', 1_000)
    await keep('inbox', null)
    await run()
    const today = `2030-01-${String(day).padStart(2, '0')}`
    const again = (after?: (step: Step) => void) =>
      retain(deps, bench.workspace, {
        ...{ cause: 'schedule', actor: 'system:retention', day: today },
        ...(after ? { after } : {}),
      })
    expect(await again()).toEqual({})
    await askFor(ledger, bench.workspace, ['raw', 'events', 'inbox'], 'user:asked')
    expect(await isUnfinished(ledger, bench.workspace.id)).toBe(true)
    const dies = again((step) => {
      if (step === 'removed') throw new Error('the process ends')
    })
    await expect(dies).rejects.toThrow('the process ends')
    expect(Object.keys((await again()) ?? {}).sort()).toEqual(['events', 'raw'])
    expect(await isUnfinished(ledger, bench.workspace.id)).toBe(false)
    expect(await again()).toEqual({})
    const last = await ledger.db
      .selectFrom('retention_runs')
      .select(['kind', 'cause', 'actor', 'state'])
      .orderBy('id', 'desc')
      .limit(2)
      .execute()
    for (const one of last) expect(one).toMatchObject({ cause: 'hand', actor: 'user:asked', state: 'done' })
    await keep('raw', null)
  })

  it('takes customers out of old orders and leaves every sum as it was', async () => {
    const key = await person('buyer')
    const line = (order: string, at: Date, amount: number, n: number) => [
      ...[bench.workspace.id, key, text(at), order, n, 'sale', 'p1', 1, 'CNY', amount, newId()],
    ]
    const columns = [
      ...['workspace_id', 'person_key', 'ts', 'order_id', 'row_key', 'kind', 'product_id', 'quantity'],
      ...['currency', 'amount_minor', 'import_id'],
    ]
    await insert('order_lines', columns, [
      line('old', ago(2_000), 700, 1),
      line('old', ago(2_000), 300, 2),
      line('new', ago(10), 90, 3),
    ])
    await keep('orders', 1_825)
    const sums = () =>
      number(
        `SELECT sum(amount_minor) * 1000 + uniqExact(person_key, order_id) * 10 + count() AS n FROM order_lines`,
      )
    const before = await sums()
    for (const step of ['summed', 'removing', 'removed'] as const) {
      await expect(
        run(['orders'], (reached) => {
          if (reached === step) throw new Error('the process ends here')
        }),
      ).rejects.toThrow('ends here')
      await run(['orders'])
      expect(await sums()).toBe(before)
    }
    expect(
      await number(
        `SELECT countIf(order_id = 'old') * 10 + countIf(person_key = ${key}) AS n FROM order_lines`,
      ),
    ).toBe(1)
    await keep('orders', null)
  })

  it('erases prospects that have been silent, with their keys, and lets them come back', async () => {
    const [silent, active, buyer, willing] = await Promise.all(
      ['silent', 'active', 'bought', 'willing'].map((account) => person(account)),
    )
    const columns = ['workspace_id', 'person_key', 'first_seen', 'status', 'reachable', 'updated_at']
    await insert(
      'customers',
      columns,
      [silent, active, willing].map((key) => [
        ...[bench.workspace.id, key ?? 0, text(ago(900)), 'prospect', '[]', text(ago(900))],
      ]),
    )
    await insert('customers', columns, [
      [bench.workspace.id, buyer ?? 0, text(ago(900)), 'customer', '[]', text(ago(900))],
    ])
    await pg`UPDATE persons SET created_at = ${ago(900)} WHERE person_key = ANY(${[silent, active, buyer, willing]}::bigint[])`.execute(
      bench.stores.ledger.db,
    )
    await addEvents([{ person: active ?? 0, at: ago(20) }])
    await bench.stores.ledger.transaction((trx) =>
      bench.customer.consents.record(trx, bench.workspace, [
        {
          ...{
            personKey: willing ?? 0,
            purpose: 'marketing',
            channel: 'email',
            state: 'given',
            source: 'test',
          },
          ...{ proof: { kind: 'form', note: 'a form' }, actor: owner },
        },
      ]),
    )
    await keep('prospects', 730)
    expect((await previewOf(deps, bench.workspace, 'prospects', 730)).rows).toBe(2)
    await run(['prospects'])
    const { rows } = await pg<{ key: string; may: boolean }>`
      SELECT person_key::text AS key, may_return AS may FROM erased_persons`.execute(bench.stores.ledger.db)
    expect(rows).toEqual([{ key: String(silent), may: true }])
    expect((await vaultOf(bench.workspace.id)).isErased(silent ?? 0)).toBe(true)
    expect(await person('silent')).toBeGreaterThan(silent ?? 0)
    await keep('prospects', null)
  })

  it('removes raw rows, files, pushes, messages and old audit entries, but not what certificates rest on', async () => {
    const { ledger } = bench.stores
    const source = newId()
    const old = ago(100)
    await ledger.db
      .insertInto('sources')
      .values({
        ...{ id: source, workspace_id: bench.workspace.id, kind: 'webhook', name: 'w', owner: 'o' },
        created_at: old,
      })
      .execute()
    const vault = await vaultOf(bench.workspace.id)
    const sealed = vault.encryptAlone('raw')
    for (const [at, n] of [
      [old, 1],
      [new Date(), 2],
    ] as const) {
      await pg`INSERT INTO quarantined_events (source_id, digest, type, field, code, raw, received_at)
        VALUES (${source}::uuid, ${Buffer.from([n])}, 'track', 'f', 'c', ${sealed}, ${at})`.execute(ledger.db)
      await pg`INSERT INTO source_inbox (source_id, message_id, body, rows, received_at)
        VALUES (${source}::uuid, ${`m${n}`}, ${sealed}, 1, ${at})`.execute(ledger.db)
    }
    const { fileId } = await bench.customer.uploads.store(
      bench.workspace,
      'l.csv',
      Readable.from([Buffer.from('a\n')]),
    )
    await pg`UPDATE uploads SET created_at = ${old}`.execute(ledger.db)
    for (const action of ['customer.unmask', 'privacy.erased'])
      await pg`INSERT INTO audit_log (workspace_id, at, actor_kind, actor_id, action, subject_kind, subject_id)
        VALUES (${bench.workspace.id}, ${ago(2_000)}, 'user', 'x', ${action}, 'x', 'x')`.execute(ledger.db)
    mails = [ago(90), ago(1)]
    for (const [kind, days] of [
      ['raw', 60],
      ['inbox', 30],
      ['mails', 30],
      ['audit', 1_095],
    ] as const)
      await keep(kind, days)
    expect(existsSync(join(bench.dir, 'uploads', fileId))).toBe(true)
    expect(await run(['raw', 'inbox', 'mails', 'audit'])).toEqual({ raw: 2, inbox: 1, mails: 1, audit: 1 })
    expect(existsSync(join(bench.dir, 'uploads', fileId))).toBe(false)
    expect(mails).toHaveLength(1)
    const { rows } = await pg<{ q: string; i: string; a: string; u: string }>`
      SELECT (SELECT count(*) FROM quarantined_events) AS q, (SELECT count(*) FROM source_inbox) AS i,
        (SELECT count(*) FROM uploads) AS u,
        (SELECT string_agg(action, ',') FROM audit_log WHERE at < ${ago(1_095)}) AS a`.execute(ledger.db)
    expect(rows).toEqual([{ q: '1', i: '1', u: '0', a: 'privacy.erased' }])
  })
})

describe('a legal hold', () => {
  const hold = (scope: Parameters<typeof placeHold>[2]) =>
    placeHold(bench.stores.ledger, bench.workspace, scope, 'case 12 of the district court', owner)

  it('keeps what is of a customer, and counts it when it goes later', async () => {
    await keep('events', 400)
    const [held, free] = [await person('held'), await person('free')]
    const before = await everEvents()
    await addEvents([
      { person: held, at: ago(450) },
      { person: free, at: ago(450) },
    ])
    // As if they had come in time: the first run of these days is this one.
    await pg`DELETE FROM retention_runs`.execute(bench.stores.ledger.db)
    const id = await hold({ customerId: String(held) })
    expect(await previewOf(deps, bench.workspace, 'events', 400)).toMatchObject({ rows: 1, heldPeople: 1 })
    await run(['events'])
    expect(await number(`SELECT count() AS n FROM events WHERE person_key = ${held}`)).toBe(1)
    expect(await number(`SELECT count() AS n FROM events WHERE person_key = ${free}`)).toBe(0)
    // Raw rows are sealed, and nobody can say whose they are.
    expect(await previewOf(deps, bench.workspace, 'raw', 60)).toMatchObject({ held: true })
    expect(await run(['raw'])).toEqual({})
    const { id: request } = await receive(
      { ledger: bench.stores.ledger, vaultOf },
      bench.workspace,
      { customerId: String(held), kind: 'erasure', askedBy: 'letter', proof: 'a letter' },
      owner,
    )
    await expect(
      approve({ ledger: bench.stores.ledger, vaultOf }, bench.workspace, request, owner),
    ).rejects.toMatchObject({ code: 'privacy.onHold' })
    await releaseHold(bench.stores.ledger, bench.workspace, id, owner)
    await run(['events'])
    expect(await number(`SELECT count() AS n FROM events WHERE person_key = ${held}`)).toBe(0)
    expect(await everEvents()).toBe(before + 2)
    await changeSettings(
      bench.stores.ledger,
      bench.workspace,
      privacySettings.parse({ waitingDays: 0 }),
      owner,
    )
    await approve({ ledger: bench.stores.ledger, vaultOf }, bench.workspace, request, owner)
    // Placed after the approval, it still comes before the erasure.
    const late = await hold({ customerId: String(held) })
    expect(await bench.customer.privacy.runDue(async () => bench.workspace)).toBe(0)
    await releaseHold(bench.stores.ledger, bench.workspace, late, owner)
    expect(await bench.customer.privacy.runDue(async () => bench.workspace)).toBe(1)
  })

  it('of everything stops all of it, and cannot be placed in the middle of a run', async () => {
    const id = await hold('everything')
    expect(await run()).toEqual({})
    await releaseHold(bench.stores.ledger, bench.workspace, id, owner)
    await addEvents([{ person: await person('late'), at: ago(500) }])
    await expect(
      run(['events'], (step) => {
        if (step === 'removing') throw new Error('the process ends here')
      }),
    ).rejects.toThrow('ends here')
    await expect(hold({ kind: 'events' })).rejects.toMatchObject({ code: 'privacy.retentionRuns' })
    await run(['events'])
    await hold({ kind: 'events' })
  })
})
