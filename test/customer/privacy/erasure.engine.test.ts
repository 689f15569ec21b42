import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createQuarantine } from '../../../src/customer/collection/quarantine.ts'
import { mappingSchema, openCustomer } from '../../../src/customer/index.ts'
import { type Certificate, isGenuine } from '../../../src/customer/privacy/certificate.ts'
import { ledgerPlaces } from '../../../src/customer/privacy/erasure/ledger-places.ts'
import { warehousePlaces } from '../../../src/customer/privacy/erasure/warehouse-places.ts'
import { approve, receive, requestOf } from '../../../src/customer/privacy/requests.ts'
import { changeSettings, privacySettings } from '../../../src/customer/privacy/settings.ts'
import { newId } from '../../../src/kit/ids.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { identifier, sql } from '../../../src/kit/sql.ts'
import { backup, restore } from '../../../src/stores/backup/index.ts'
import { forgetVault, openVault } from '../../../src/stores/ledger/index.ts'
import { openPersonKeys } from '../../../src/stores/person-key-file.ts'
import { int64, migrate, warehouseMigrations } from '../../../src/stores/warehouse/index.ts'
import { freshLedger } from '../../support/ledger.ts'
import { freshWarehouse } from '../../support/warehouse.ts'
import { type Bench, openBench } from '../support.ts'

const staff = { kind: 'user' as const, id: newId() }
/** Keys of people begin here, so that one is found in any text. */
const firstKey = 70_000_001

let bench: Bench
let customer: Bench['customer']
let keyFile: string
const vaultOf = (id: number) => openVault(bench.stores.ledger, bench.masterKey, id)

beforeAll(async () => {
  bench = await openBench()
  keyFile = join(bench.dir, 'keys', 'person.keys')
  customer = openCustomer({
    ...bench.customer.deps,
    vaultOf,
    saveKeys: () => openPersonKeys(bench.stores.ledger, bench.masterKey, keyFile).save(),
  })
  await pg`SELECT setval(pg_get_serial_sequence('persons', 'person_key'), ${firstKey - 1})`.execute(
    bench.stores.ledger.db,
  )
  await changeSettings(bench.stores.ledger, bench.workspace, privacySettings.parse({ waitingDays: 0 }), staff)
})
afterAll(() => bench.close())

const run = () => customer.privacy.runDue(async () => bench.workspace)

async function erase(key: number): Promise<string> {
  const deps = { ledger: bench.stores.ledger, vaultOf }
  const asked = {
    customerId: String(key),
    kind: 'erasure',
    askedBy: 'in_person',
    proof: 'passport shown',
  } as const
  const { id } = await receive(deps, bench.workspace, asked, staff)
  await approve(deps, bench.workspace, id, staff)
  return id
}

const certificateOf = async (id: string) =>
  (await requestOf(bench.stores.ledger, bench.workspace, id)).certificate as Certificate

const members = (rows: readonly string[]) => `id,name,email,phone,city,vip_note\n${rows.join('\n')}\n`
const membersMapping = mappingSchema.parse({
  kind: 'customers',
  fields: {
    customer: { column: 'id' },
    name: { column: 'name' },
    email: { column: 'email' },
    phone: { column: 'phone' },
    city: { column: 'city' },
  },
  attributes: { vip_note: { column: 'vip_note' } },
})
const ordersMapping = mappingSchema.parse({
  kind: 'orders',
  fields: {
    order_id: { column: 'order' },
    customer: { column: 'customer' },
    phone: { column: 'tel' },
    ts: { column: 'time' },
    product_name: { column: 'title' },
    quantity: { column: 'qty' },
    unit_price: { column: 'price' },
  },
})
let files = 0
const importRows = (rows: readonly string[]) =>
  customer.imports.run(bench.workspace, {
    path: bench.file(`m${files++}.csv`, members(rows)),
    mapping: membersMapping,
  })
const importOrders = (rows: readonly string[]) =>
  customer.imports.run(bench.workspace, {
    path: bench.file(`o${files++}.csv`, `order,customer,tel,time,title,qty,price\n${rows.join('\n')}\n`),
    mapping: ordersMapping,
  })
const keyOf = async (account: string) => {
  const keys = await customer.persons.resolve(bench.workspace, 'account', [account])
  return keys.get(account) ?? 0
}

/** Every table of a ledger whose rows speak of a text anywhere. */
async function inLedger(text: string, ledger = bench.stores.ledger): Promise<string[]> {
  const { rows } = await pg<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'`.execute(
    ledger.db,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const hit = await pg`
      SELECT 1 FROM ${pg.table(name)} t WHERE position(${text} in to_jsonb(t)::text) > 0 LIMIT 1`.execute(
      ledger.db,
    )
    if (hit.rows.length > 0) found.push(name)
  }
  return found.sort()
}

/** The same of the warehouse; `= 70000001` in any number or text. */
async function inWarehouse(text: string, warehouse = bench.stores.warehouse): Promise<string[]> {
  const tables = await warehouse.rows(
    sql`SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`,
    z.object({ name: z.string() }),
  )
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await warehouse.rows(
      sql`SELECT countIf(position(formatRow('TSV', *), ${{ text: `'${text}'`, params: {}, isSql: true }}) > 0) AS n FROM ${identifier(name)}`,
      z.object({ n: int64() }),
    )
    if ((row?.n ?? 0) > 0) found.push(name)
  }
  return found.sort()
}

/** A row of the person in every table of the warehouse that names people. */
async function everywhere(key: number): Promise<string[]> {
  const places = await warehousePlaces(bench.stores.warehouse)
  for (const { table, columns } of places)
    await bench.stores.warehouse.insert(
      table,
      ['workspace_id', ...columns],
      Buffer.from(`${[bench.workspace.id, ...columns.map(() => key)].join('\t')}\n`),
    )
  return places.map(({ table }) => table).sort()
}

describe('erasing a customer', () => {
  const phone = '13912345678'
  const mail = 'canary.bird@example.com'
  let key: number
  let twin: number
  let request: string
  let backupDir: string
  let uploaded: string

  it('leaves them in no table, file or message, says what went, and takes nobody else along', async () => {
    await importRows([
      `c1,欧阳金丝雀,${mail},${phone},Canaryville,loves 欧阳金丝雀`,
      'c2,Somebody,two@example.com,13800000002,Town,',
      `c3,Canary Twin,${mail},,Canaryville,`,
    ])
    await importOrders([
      `A1,c1,${phone},2024-01-01 10:00,Tea,2,5`,
      `A1,c1,${phone},2024-01-01 10:00,Cup,1,7`,
      `A9,c1,${phone},2024-02-31 10:00,Tea,1,5`,
      'A2,c2,,2024-01-02 10:00,Tea,1,5',
    ])
    key = await keyOf('c1')
    twin = await keyOf('c3')
    expect(key).toBeGreaterThanOrEqual(firstKey)
    // The two are one person: all of it has to go.
    await customer.persons.linkAnonymous(bench.workspace, 'cookie-of-c1', 'c1', {
      source: 'test',
      importId: null,
      at: new Date(),
    })
    const { db } = bench.stores.ledger
    await pg`INSERT INTO merges (id, workspace_id, kept_key, merged_key, rule, actor_kind, actor_id, merged_at)
      VALUES (gen_random_uuid(), ${bench.workspace.id}, ${key}, ${twin}, 'review', 'user', 'x', now())`.execute(
      db,
    )
    await pg`INSERT INTO person_overrides (person_key, workspace_id, current_key)
      VALUES (${twin}, ${bench.workspace.id}, ${key})`.execute(db)
    await customer.persons.pump()
    await customer.touches.record(bench.stores.ledger, bench.workspace, [
      { touchId: newId(), personKey: twin, at: new Date(), kind: 'sent', channel: 'email' },
    ])
    await bench.stores.ledger.transaction((trx) =>
      customer.consents.record(trx, bench.workspace, [
        {
          ...{ personKey: key, purpose: 'marketing', channel: 'email', state: 'withdrawn', source: 'test' },
          proof: { kind: 'phone', note: 'said so' },
          actor: { kind: 'user', id: 'x' },
        },
      ]),
    )
    const quarantine = createQuarantine(bench.stores.ledger, vaultOf)
    const source = newId()
    await db
      .insertInto('sources')
      .values({
        ...{ id: source, workspace_id: bench.workspace.id, kind: 'stream', name: 's', owner: 'o' },
        created_at: new Date(),
      })
      .execute()
    const aside = { code: 'bad_date' as const, field: 'timestamp', type: 'track' }
    await quarantine.keep(
      { id: source, workspaceId: bench.workspace.id },
      [
        { ...aside, raw: JSON.stringify({ userId: 'other', traits: { phone: `+86 139-1234-5678` } }) },
        { ...aside, raw: JSON.stringify({ userId: 'other', traits: { phone: '+86 138 0000 0002' } }) },
      ],
      new Date(),
    )
    const files = await Promise.all(
      [members([`c1,x,${mail},,,`]), members(['c2,x,two@example.com,,,'])].map((content) =>
        customer.uploads.store(bench.workspace, 'list.csv', Readable.from([Buffer.from(content)])),
      ),
    )
    uploaded = files[0]?.fileId ?? ''
    await pg`INSERT INTO audit_log (workspace_id, actor_kind, actor_id, action, subject_kind, subject_id, detail)
      VALUES (${bench.workspace.id}, 'user', 'x', 'customer.unmask', 'customer', ${String(key)}, '{"reason":"欧阳金丝雀 rang"}')`.execute(
      db,
    )
    const tables = await everywhere(key)
    backupDir = mkdtempSync(join(tmpdir(), 'liangti-erasure-backup-'))
    await customer.privacy.sweep(async () => bench.workspace)
    await backup(bench.stores, join(backupDir, 'b'), noTask)
    expect(await inWarehouse(String(key))).toEqual(tables)

    request = await erase(key)
    expect(await run()).toBe(1)

    for (const gone of [key, twin]) {
      expect(await inWarehouse(String(gone))).toEqual([])
      // The number stays where it says that it stands for nobody.
      expect(
        (await inLedger(String(gone))).filter(
          (table) => !['audit_log', 'persons', 'erased_persons'].includes(table),
        ),
      ).toEqual(['privacy_requests'])
    }
    for (const text of ['Canaryville', '金丝雀', mail, phone]) {
      // How often a city is named in a file is a count of the file, with nobody in it.
      expect(
        (await inWarehouse(text)).filter((table) => text !== 'Canaryville' || table !== 'quality_fields'),
      ).toEqual([])
      expect(await inLedger(text)).toEqual([])
    }
    const left = await quarantine.list(bench.workspace.id, source, null, 10)
    expect(left.map(({ raw }) => raw)).toEqual([expect.stringContaining('138 0000 0002')])
    await expect(customer.uploads.open(bench.workspace, uploaded)).rejects.toMatchObject({
      code: 'common.notFound',
    })
    await customer.uploads.open(bench.workspace, files[1]?.fileId ?? '')
    // The other customer is as before, and can still be told by name.
    const other = await keyOf('c2')
    expect((await customer.persons.addresses(bench.workspace, [other], 'email')).get(other)?.address).toBe(
      'two@example.com',
    )
    const [sums] = await bench.stores.warehouse.rows(
      sql`SELECT sum(amount_minor) AS amount, uniqExact(order_id) AS orders, countIf(order_id = 'A1' OR coupon != '') AS traces
          FROM order_lines WHERE person_key = 0 AND amount_minor != 0`,
      z.object({ amount: int64(), orders: int64(), traces: int64() }),
    )
    expect(sums).toEqual({ amount: 1_700, orders: 1, traces: 0 })
  })

  it('gives a certificate that names nobody, is chained, and shows when it was changed', async () => {
    const certificate = await certificateOf(request)
    const count = (store: string, name: string) =>
      certificate.places.find((place) => place.store === store && place.name === name)?.count
    expect(certificate).toMatchObject({
      records: 3,
      orders: 'anonymise',
      previous: null,
      keysDestroyed: true,
    })
    expect(count('warehouse', 'order_lines')).toBe(3)
    expect(count('ledger', 'import_rejects')).toBe(1)
    expect(count('ledger', 'quarantined_events')).toBe(1)
    expect(count('files', 'uploads')).toBe(1)
    for (const text of [String(key), mail, phone, '金丝雀'])
      expect(JSON.stringify(certificate)).not.toContain(text)
    expect(isGenuine(certificate)).toBe(true)
    expect(isGenuine({ ...certificate, records: 1 })).toBe(false)
    await importRows(['c7,Seventh,seven@example.com,,,'])
    const next = await erase(await keyOf('c7'))
    await run()
    expect((await certificateOf(next)).previous).toBe(certificate.hash)
  })

  it('brings nobody back with a file that is imported again, and says so', async () => {
    const again = await importRows([
      `c1,欧阳金丝雀,${mail},${phone},Canaryville,`,
      `c8,New Number,${mail},,Canaryville,`,
      'c9,Ninth,nine@example.com,,,',
    ])
    expect(again).toMatchObject({ read: 3, stored: 1, rejected: 2, customersNew: 1 })
    expect(again.reasons).toEqual([expect.objectContaining({ code: 'erased_before', rows: 2 })])
    const orders = await importOrders([
      `A5,c1,${phone},2024-03-01 10:00,Tea,2,5`,
      `A6,,${phone},2024-03-01 10:00,Tea,2,5`,
      `A7,c1,${phone},2024-02-31 10:00,Tea,2,5`,
    ])
    expect(orders.reasons).toContainEqual(expect.objectContaining({ code: 'erased_before', rows: 2 }))
    expect(orders).toMatchObject({ read: 3, stored: 2 })
    expect(await customer.persons.resolve(bench.workspace, 'email', [mail])).toEqual(new Map())
    expect(
      await customer.persons.linkAnonymous(bench.workspace, 'cookie-of-c1', 'c1', {
        source: 'test',
        importId: null,
        at: new Date(),
      }),
    ).toEqual({ personKey: 0, mergeId: null })
    const { rows } = await pg<{ n: string }>`SELECT count(*) AS n FROM import_rejects`.execute(
      bench.stores.ledger.db,
    )
    // The bad row of somebody who was erased is not kept aside either.
    expect(rows[0]?.n).toBe('0')
    expect((await inWarehouse('Canaryville')).filter((table) => table !== 'quality_fields')).toEqual([])
    const address = (await vaultOf(bench.workspace.id)).blindIndex('email', mail)
    const listed = await bench.stores.ledger.db
      .selectFrom('do_not_send')
      .select(['channel', 'ciphertext'])
      .where('blind_index', '=', address)
      .execute()
    expect(listed).toEqual([{ channel: 'email', ciphertext: null }])
  })

  it('brings nobody back with a backup of before, and the backup holds nothing that can be read', async () => {
    const [{ ledger, drop }, { warehouse, drop: dropWarehouse }] = await Promise.all([
      freshLedger(),
      freshWarehouse(),
    ])
    try {
      await migrate(warehouse, warehouseMigrations)
      await restore({ ledger, warehouse }, join(backupDir, 'b'), noTask)
      const { rows } = await pg<{ c: Buffer; k: string }>`
        SELECT ciphertext AS c, person_key AS k FROM identifiers WHERE person_key IN (${key}, ${twin})`.execute(
        ledger.db,
      )
      expect(rows.length).toBeGreaterThan(4)
      const bare = await openVault(ledger, bench.masterKey, bench.workspace.id)
      expect(() => bare.decrypt(rows[0]?.c ?? Buffer.alloc(0))).toThrow(
        expect.objectContaining({ code: 'crypto.personKeysMissing' }),
      )
      const keys = await openPersonKeys(ledger, bench.masterKey, keyFile).settle()
      expect(keys).toEqual({ newlyErased: 4, missing: false })
      forgetVault(ledger, bench.workspace.id)
      const vault = await openVault(ledger, bench.masterKey, bench.workspace.id)
      for (const { c } of rows)
        expect(() => vault.decrypt(c)).toThrow(expect.objectContaining({ code: 'crypto.erased' }))
      const again = openCustomer({
        ...customer.deps,
        ledger,
        warehouse,
        vaultOf: (id) => openVault(ledger, bench.masterKey, id),
        saveKeys: async () => {},
      })
      await again.privacy.runDue(async () => bench.workspace)
      expect(await inWarehouse(String(key), warehouse)).toEqual([])
      expect(
        (await inWarehouse('Canaryville', warehouse)).filter((table) => table !== 'quality_fields'),
      ).toEqual([])
      expect(await inLedger(mail, ledger)).toEqual([])
      const other = await again.persons.resolve(bench.workspace, 'account', ['c2', 'c1'])
      expect([...other.keys()]).toEqual(['c2'])
      // Numbers given out after the backup are not given out again.
      await again.persons.resolve(bench.workspace, 'account', ['new-one'])
      const { rows: newest } = await pg<{ k: string }>`SELECT max(person_key) AS k FROM persons`.execute(
        ledger.db,
      )
      expect(Number(newest[0]?.k)).toBeGreaterThan(firstKey + 3)
    } finally {
      await Promise.all([drop(), dropWarehouse()])
      rmSync(backupDir, { recursive: true, force: true })
    }
  })

  it('sweeps up what an import that was under way brings in afterwards', async () => {
    await everywhere(key)
    expect(await customer.privacy.sweep(async () => bench.workspace)).toBeGreaterThan(0)
    expect(await inWarehouse(String(key))).toEqual([])
  })

  it('deletes the orders too where the workspace says so', async () => {
    await changeSettings(
      bench.stores.ledger,
      bench.workspace,
      privacySettings.parse({ waitingDays: 0, orders: 'delete' }),
      staff,
    )
    await importOrders(['D1,d1,,2024-05-01 10:00,Tea,2,5'])
    const lines = async () =>
      (
        await bench.stores.warehouse.rows(
          sql`SELECT count() AS n FROM order_lines WHERE ts >= '2024-05-01 00:00:00' AND ts < '2024-05-02 00:00:00'`,
          z.object({ n: int64() }),
        )
      )[0]?.n
    expect(await lines()).toBe(1)
    await erase(await keyOf('d1'))
    await run()
    expect(await lines()).toBe(0)
  })
})

/**
 * Everything that names people, as the stores have it. What is new here is removed without further ado; look whether it
 * should be, and whether it holds text of or about people that is found by no key, then add it.
 */
it('knows every table that names people', async () => {
  const inStores = [
    ...(await ledgerPlaces(bench.stores.ledger.db)).map(({ table }) => `ledger ${table}`),
    ...(await warehousePlaces(bench.stores.warehouse)).map(({ table }) => `warehouse ${table}`),
  ]
  const known = [
    ...[
      'card_links',
      'cases',
      'consent_changes',
      'companies',
      'company_contacts',
      'company_primaries',
      'company_proposals',
      'company_statements',
      'consent_requests',
      'consents',
      'conversations',
      'survey_answers',
      'contact_wishes',
      'reviews',
      'topic_wishes',
      'deliveries',
      'desk_calls',
      'desk_tasks',
      'family_members',
      'household_members',
      'identifiers',
      'legal_holds',
      'letters',
      'merge_proposals',
      'merges',
      'person_dates',
      'person_needs',
      'person_overrides',
      'profile_rows',
      'prospect_words',
      'reach_changes',
    ].map((table) => `ledger ${table}`),
    ...[
      'companies',
      'company_contacts',
      'computed_values',
      'consent_states',
      'customer_features',
      'customer_sayings',
      'customers',
      'decisions',
      'events',
      'household_members',
      'knowledge_shares',
      'merged_values',
      'order_lines',
      'person_dates',
      'person_needs',
      'person_overrides',
      'prospect_words',
      'source_records',
      'touches',
      'trait_marks',
    ].map((table) => `warehouse ${table}`),
  ]
  expect(inStores.filter((place) => !known.includes(place))).toEqual([])
})
