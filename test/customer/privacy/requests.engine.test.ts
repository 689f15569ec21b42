import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { mappingSchema, openCustomer } from '../../../src/customer/index.ts'
import { certificateOf } from '../../../src/customer/privacy/certificates.ts'
import { seal, unseal } from '../../../src/customer/privacy/correction/changes.ts'
import {
  approveCorrection,
  receiveCorrection,
  undoCorrection,
} from '../../../src/customer/privacy/correction/decide.ts'
import { handOver } from '../../../src/customer/privacy/hand-over.ts'
import { approve, cancel, entry, receive, refuse, requestOf } from '../../../src/customer/privacy/requests.ts'
import { letReturn, lookUpErased } from '../../../src/customer/privacy/returns/returns.ts'
import { changeSettings, privacySettings } from '../../../src/customer/privacy/settings.ts'
import { openInbox, receivePush } from '../../../src/customer/sources/inbox.ts'
import { valuesOf } from '../../../src/customer/survivorship/of-customer.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { openVault, writeAudit } from '../../../src/stores/ledger/index.ts'
import { openPersonKeys } from '../../../src/stores/person-key-file.ts'
import { type Bench, openBench } from '../support.ts'

const receiver = { kind: 'user' as const, id: newId() }
const other = { kind: 'user' as const, id: newId() }

let bench: Bench
let customer: Bench['customer']
let keyFile: string
const vaultOf = (id: number) => openVault(bench.stores.ledger, bench.masterKey, id)
const deps = () => ({ ...bench.stores, vaultOf })
const settings = (news: Partial<ReturnType<typeof privacySettings.parse>>) =>
  changeSettings(bench.stores.ledger, bench.workspace, privacySettings.parse(news), receiver)

beforeAll(async () => {
  bench = await openBench()
  keyFile = join(bench.dir, 'keys', 'person.keys')
  customer = openCustomer({
    ...bench.customer.deps,
    vaultOf,
    saveKeys: () => openPersonKeys(bench.stores.ledger, bench.masterKey, keyFile).save(),
  })
})
afterAll(() => bench.close())

const run = () => customer.privacy.runDue(async () => bench.workspace)
const person = async (account: string, email?: string) => {
  const key = (await customer.persons.resolve(bench.workspace, 'account', [account])).get(account) ?? 0
  if (email) await customer.persons.attach(bench.workspace, 'email', new Map([[key, email]]))
  return key
}
const ask = (key: number) =>
  receive(
    deps(),
    bench.workspace,
    { customerId: String(key), kind: 'erasure', askedBy: 'letter', proof: 'letter of March' },
    receiver,
  )
const stateOf = async (id: string) => (await requestOf(bench.stores.ledger, bench.workspace, id)).state
const audited = async (action: string) =>
  (
    await bench.stores.ledger.db
      .selectFrom('audit_log')
      .select(['actor_id', 'subject_id', 'detail'])
      .where('action', '=', action)
      .orderBy('id', 'desc')
      .execute()
  )[0]

describe('deciding on a request', () => {
  it('needs somebody else where the workspace says so', async () => {
    await settings({ twoPersons: true, waitingDays: 0 })
    const { id } = await ask(await person('two'))
    await expect(approve(deps(), bench.workspace, id, receiver)).rejects.toMatchObject({
      code: 'privacy.samePerson',
    })
    expect(await stateOf(id)).toBe('received')
    expect(await run()).toBe(0)
    // A copy takes nothing away: one person may hand it out.
    const copy = await receive(
      deps(),
      bench.workspace,
      { customerId: String(await person('copy')), kind: 'access', askedBy: 'web', proof: 'signed in' },
      receiver,
    )
    expect((await approve(deps(), bench.workspace, copy.id, receiver)).state).toBe('ready')
    await approve(deps(), bench.workspace, id, other)
    expect(await run()).toBe(1)
    expect(await requestOf(bench.stores.ledger, bench.workspace, id)).toMatchObject({
      state: 'done',
      received_by: `user:${receiver.id}`,
      decided_by: `user:${other.id}`,
    })
  })

  it('can be taken back until the erasure begins, and not after', async () => {
    await settings({ waitingDays: 3 })
    const key = await person('waits')
    const { id } = await ask(key)
    await approve(deps(), bench.workspace, id, other)
    expect(await run()).toBe(0)
    expect((await cancel(deps(), bench.workspace, id, other)).state).toBe('cancelled')
    expect(await audited('privacy.cancel')).toMatchObject({ actor_id: other.id, subject_id: id })
    await pg`UPDATE privacy_requests SET not_before = received_at WHERE id = ${id}::uuid`.execute(
      bench.stores.ledger.db,
    )
    expect(await run()).toBe(0)
    expect((await customer.persons.labels(bench.workspace, [key])).get(key)).toBe('waits')
    await settings({ waitingDays: 0 })
    const again = await ask(key)
    await approve(deps(), bench.workspace, again.id, other)
    await run()
    await expect(cancel(deps(), bench.workspace, again.id, other)).rejects.toMatchObject({
      code: 'privacy.wrongState',
    })
  })

  it('is cancelled or begun, never both, when the two meet', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await ask(await person(`race ${round}`))
      await approve(deps(), bench.workspace, id, other)
      const [cancelled] = await Promise.allSettled([cancel(deps(), bench.workspace, id, other), run()])
      expect(await stateOf(id)).toBe(cancelled.status === 'fulfilled' ? 'cancelled' : 'done')
    }
  })

  it('is refused with a reason that names nobody, and stays refused', async () => {
    const key = await person('refused')
    const { id } = await ask(key)
    await expect(
      refuse(deps(), bench.workspace, id, 'call 13912345678 for why', other),
    ).rejects.toMatchObject({ code: 'privacy.identifierInNote' })
    expect(await refuse(deps(), bench.workspace, id, 'still under guarantee', other)).toMatchObject({
      state: 'refused',
      reason: 'still under guarantee',
      decided_by: `user:${other.id}`,
    })
    for (const step of [approve, cancel])
      await expect(step(deps(), bench.workspace, id, other)).rejects.toMatchObject({
        code: 'privacy.wrongState',
      })
    // They may ask again.
    expect((await ask(key)).state).toBe('received')
  })
})

describe('a copy', () => {
  it('is answered when it was handed over, to whom and by which way, and not before', async () => {
    const key = await person('handed')
    const asked = {
      customerId: String(key),
      kind: 'access' as const,
      askedBy: 'web' as const,
      proof: 'signed in',
    }
    const { id } = await receive(deps(), bench.workspace, asked, receiver)
    const over = (news: object = {}) =>
      handOver(deps(), bench.workspace, id, { to: 'the customer', way: 'in_person', ...news }, other)
    await expect(over()).rejects.toMatchObject({ code: 'privacy.wrongState' })
    await approve(deps(), bench.workspace, id, other)
    // It is open until then: nobody asks twice.
    await expect(receive(deps(), bench.workspace, asked, receiver)).rejects.toMatchObject({
      code: 'privacy.alreadyOpen',
    })
    await expect(over()).rejects.toMatchObject({ code: 'privacy.notDownloaded' })
    await writeAudit(bench.stores.ledger.db, entry(bench.workspace, other, 'privacy.download', id, {}))
    await expect(over({ to: 'call 13912345678' })).rejects.toMatchObject({ code: 'privacy.identifierInNote' })
    for (const at of [new Date(Date.now() + 60_000), new Date(0)])
      await expect(over({ at })).rejects.toMatchObject({ code: 'privacy.handedWhen' })
    const done = await over()
    expect(done).toMatchObject({ state: 'done', handed_way: 'in_person', closed_by: `user:${other.id}` })
    expect(done.ended_at).toEqual(expect.any(Date))
    expect((await vaultOf(bench.workspace.id)).decrypt(done.handed_to ?? Buffer.of())).toBe('the customer')
    expect(await audited('privacy.hand_over')).toMatchObject({ actor_id: other.id, subject_id: id })
    await expect(over()).rejects.toMatchObject({ code: 'privacy.wrongState' })
    expect((await receive(deps(), bench.workspace, asked, receiver)).state).toBe('received')
  })
})

describe('a correction', () => {
  const mapping = mappingSchema.parse({
    kind: 'customers',
    fields: { customer: { column: 'id' }, city: { column: 'city' }, tier: { column: 'tier' } },
    attributes: { plan: { column: 'plan' } },
  })
  let files = 0
  const told = (...rows: string[]) =>
    customer.imports.run(bench.workspace, {
      path: bench.file(`told${files++}.csv`, `id,city,tier,plan\n${rows.join('\n')}\n`),
      mapping,
    })
  const more = () => ({ ...deps(), persons: customer.persons, log: silentLog })
  const correct = (key: number, changes: Record<string, string>) =>
    receiveCorrection(
      more(),
      bench.workspace,
      { customerId: String(key), askedBy: 'letter', proof: 'letter of April' },
      Object.entries(changes).map(([attribute, to]) => ({ attribute, to })),
      receiver,
    )
  const say = async (id: string, by = other) =>
    approveCorrection(more(), bench.workspace, await requestOf(bench.stores.ledger, bench.workspace, id), by)
  const undo = (id: string) => undoCorrection(more(), bench.workspace, id, 'a mistake of ours', other)
  const known = async (key: number) => {
    const { values } = await valuesOf(more(), bench.workspace, String(key))
    const [row] = await bench.stores.warehouse.rows(
      sql`SELECT city, tier, attributes.plan::String AS plan FROM customers FINAL WHERE person_key = ${createBinder()('UInt64', key)}`,
      z.object({ city: z.string(), tier: z.string(), plan: z.string() }),
    )
    // What the page says of each value is what stands in the row that reports read.
    const best = (name: string) => values.find(({ attribute }) => attribute === name)?.words[0]?.value ?? ''
    expect([best('city'), best('tier'), best('attributes.plan')]).toEqual([
      row?.city ?? '',
      row?.tier ?? '',
      row?.plan ?? '',
    ])
    return row
  }

  it('is carried out after somebody else approved it, and no import changes it back', async () => {
    await settings({ twoPersons: true })
    const key = await person('wrong')
    await told('wrong,Rome,blue,basic')
    const { id, due_at } = await correct(key, { city: 'Ghent', 'attributes.plan': 'plus' })
    expect(due_at.getTime()).toBeGreaterThan(Date.now())
    expect(await known(key)).toEqual({ city: 'Rome', tier: 'blue', plan: 'basic' })
    await expect(say(id, receiver)).rejects.toMatchObject({ code: 'privacy.samePerson' })
    // Between asking and approving the source says something else: that is what was corrected.
    await told('wrong,Milan,blue,basic')
    expect((await say(id)).state).toBe('done')
    expect(await known(key)).toEqual({ city: 'Ghent', tier: 'blue', plan: 'plus' })
    await told('wrong,Turin,gold,basic')
    expect(await known(key)).toEqual({ city: 'Ghent', tier: 'gold', plan: 'plus' })
    const row = await requestOf(bench.stores.ledger, bench.workspace, id)
    const vault = await vaultOf(bench.workspace.id)
    expect(unseal(vault, row.changes ?? Buffer.of()).changes).toMatchObject([
      { attribute: 'city', from: 'Milan', to: 'Ghent' },
      { attribute: 'attributes.plan', from: 'basic', to: 'plus' },
    ])
    const certificate = await certificateOf(deps(), bench.workspace, id)
    expect(certificate).toMatchObject({
      kind: 'correction',
      fields: ['city', 'attributes.plan'],
      isGenuine: true,
    })
    expect(JSON.stringify([certificate, await audited('privacy.corrected')])).not.toMatch(/Ghent|Milan|plus/)
    expect(await audited('privacy.corrected')).toMatchObject({ detail: { certificate: certificate.hash } })
    // A value changed behind it is seen on the certificate.
    await bench.stores.ledger.db
      .updateTable('privacy_requests')
      .set({ changes: seal(vault, key, [{ attribute: 'city', from: 'Milan', to: 'Bonn', said: 'Bonn' }]) })
      .where('id', '=', id)
      .execute()
    expect((await certificateOf(deps(), bench.workspace, id)).isGenuine).toBe(false)
    await settings({ twoPersons: false })
  })

  it('is undone alone: what a later one says of the same stays, and at last what the source said', async () => {
    const key = await person('often')
    await told('often,Rome,blue,basic')
    const first = await correct(key, { city: 'Ghent', tier: 'gold' })
    await expect(correct(key, { tier: 'red' })).rejects.toMatchObject({ code: 'privacy.alreadyOpen' })
    await say(first.id)
    const second = await correct(key, { city: 'Bruges' })
    await say(second.id)
    expect(await known(key)).toEqual({ city: 'Bruges', tier: 'gold', plan: 'basic' })
    expect((await undo(first.id)).state).toBe('undone')
    expect(await known(key)).toEqual({ city: 'Bruges', tier: 'blue', plan: 'basic' })
    await expect(undo(first.id)).rejects.toMatchObject({ code: 'privacy.wrongState' })
    await undo(second.id)
    expect(await known(key)).toEqual({ city: 'Rome', tier: 'blue', plan: 'basic' })
    expect(await audited('privacy.undo')).toMatchObject({ subject_id: second.id, actor_id: other.id })
  })

  it('refuses what is no attribute, no news, no value or an address', async () => {
    const key = await person('refusing')
    await told('refusing,Rome,blue,basic')
    const codes: [Record<string, string>, string][] = [
      [{ 'attributes.nothing': 'x' }, 'unknownField'],
      [{ 'attributes.stated_gift': 'yes' }, 'unknownField'],
      [{ city: ' Rome ' }, 'sameValue'],
      [{ birth_year: '19x' }, 'badValue'],
      [{ birth_year: '2999' }, 'badValue'],
      [{ city: 'mail me@example.com' }, 'identifierInValue'],
    ]
    for (const [changes, code] of codes)
      await expect(correct(key, changes), code).rejects.toMatchObject({ code: `privacy.${code}` })
    const { id } = await correct(key, { city: 'Ghent' })
    expect((await refuse(deps(), bench.workspace, id, 'the card says Rome', other)).state).toBe('refused')
    await expect(say(id)).rejects.toMatchObject({ code: 'privacy.wrongState' })
    expect(
      (await cancel(deps(), bench.workspace, (await correct(key, { city: 'Ghent' })).id, other)).state,
    ).toBe('cancelled')
    expect((await known(key))?.city).toBe('Rome')
  })

  it('goes on where a crash left it, carrying out or undoing, and holds for what was merged', async () => {
    const [kept, gone] = [await person('kept one'), await person('merged one')]
    await told('kept one,Rome,blue,basic', 'merged one,Turin,red,basic')
    const { id } = await correct(gone, { city: 'Ghent' })
    // As the ledger stands when the process ends right after it was approved.
    await approve(deps(), bench.workspace, id, other)
    expect([await stateOf(id), (await known(gone))?.city]).toEqual(['running', 'Turin'])
    await run()
    expect([await stateOf(id), (await known(gone))?.city]).toEqual(['done', 'Ghent'])
    const { ledger } = bench.stores
    const at = new Date()
    const merge = await decide(ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        ...{ workspaceId: bench.workspace.id, keep: kept, merge: gone, rule: 'review' },
        ...{ actor: other, evidence: [], at },
      }),
    )
    await customer.persons.pump()
    const { values } = await valuesOf(more(), bench.workspace, String(kept))
    expect(values.find(({ attribute }) => attribute === 'city')).toMatchObject({
      rule: 'corrected',
      words: expect.arrayContaining([expect.objectContaining({ value: 'Ghent', corrected: true })]),
    })
    await decide(ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: merge?.id ?? '', by: 'test', at }),
    )
    await customer.persons.pump()
    expect([(await known(kept))?.city, (await known(gone))?.city]).toEqual(['Rome', 'Ghent'])
    await bench.stores.ledger.db
      .updateTable('privacy_requests')
      .set({ state: 'undoing' })
      .where('id', '=', id)
      .execute()
    await run()
    expect([await stateOf(id), (await known(gone))?.city]).toEqual(['undone', 'Turin'])
  })

  it('leaves nothing that can be read of somebody who is erased', async () => {
    await settings({ waitingDays: 0 })
    const key = await person('erased later')
    await told('erased later,Rome,blue,basic')
    const { id } = await correct(key, { city: 'Ghent' })
    await say(id)
    const waiting = await correct(key, { city: 'Bruges' })
    const erasure = await ask(key)
    await approve(deps(), bench.workspace, erasure.id, other)
    await run()
    expect(await stateOf(erasure.id)).toBe('done')
    expect(await requestOf(bench.stores.ledger, bench.workspace, id)).toMatchObject({
      state: 'done',
      changes: null,
    })
    expect(await stateOf(waiting.id)).toBe('cancelled')
    expect(await certificateOf(deps(), bench.workspace, id)).toMatchObject({
      fields: ['city'],
      isGenuine: true,
    })
    expect(await known(key)).toBeUndefined()
  })
})

describe('what waits in the inbox of a source', () => {
  it('loses the rows of somebody who is erased, under keys that are destroyed, and keeps the others', async () => {
    const key = await person('pushed', 'pushed@example.com')
    const source = newId()
    await bench.stores.ledger.db
      .insertInto('sources')
      .values({
        ...{ id: source, workspace_id: bench.workspace.id, kind: 'webhook', name: 'w', owner: 'o' },
        created_at: new Date(),
      })
      .execute()
    const vault = await vaultOf(bench.workspace.id)
    const push = (messageId: string, body: unknown, rows: number) =>
      receivePush(bench.stores.ledger, vault, {
        ...{ sourceId: source, messageId, body: JSON.stringify(body), rows, at: new Date() },
      })
    await push('m1', [{ mail: 'Pushed@Example.com' }, { mail: 'kept@example.com' }], 2)
    await push('m2', { mail: 'pushed@example.com' }, 1)
    await push('m3', [{ mail: 'third@example.com' }], 1)
    const sealed = await bench.stores.ledger.db
      .selectFrom('source_inbox')
      .select('body')
      .orderBy('id')
      .execute()
    const { id } = await ask(key)
    await approve(deps(), bench.workspace, id, other)
    await run()
    const fresh = await vaultOf(bench.workspace.id)
    const waiting = await openInbox(bench.stores.ledger, fresh, source).waiting(10)
    expect(waiting.map(({ body }) => body)).toEqual([
      '[{"mail":"kept@example.com"}]',
      '[{"mail":"third@example.com"}]',
    ])
    const rows = await bench.stores.ledger.db
      .selectFrom('source_inbox')
      .select('rows')
      .orderBy('id')
      .execute()
    expect(rows).toEqual([{ rows: 1 }, { rows: 1 }])
    for (const gone of sealed.slice(0, 2))
      expect(() => fresh.decrypt(gone.body)).toThrow(expect.objectContaining({ code: 'crypto.erased' }))
    const { certificate } = await requestOf(bench.stores.ledger, bench.workspace, id)
    expect((certificate as { places: unknown[] }).places).toContainEqual({
      ...{ store: 'ledger', name: 'source_inbox', count: 2 },
    })
  })
})

describe('somebody who was erased and comes back', () => {
  const mail = 'back.again@example.com'
  const identifiers = [
    { kind: 'email' as const, value: ' Back.Again@example.com' },
    { kind: 'account' as const, value: 'back' },
  ]
  const consents = [{ purpose: 'marketing', channel: 'email' }]
  const proof = { kind: 'form', note: 'form of the shop' }

  it('is found, let in as a new customer with what they agree to now, and reached again', async () => {
    const before = await person('back', mail)
    await bench.stores.ledger.transaction((trx) =>
      customer.consents.record(trx, bench.workspace, [
        {
          ...{
            personKey: before,
            purpose: 'marketing',
            channel: 'email',
            state: 'withdrawn',
            source: 'test',
          },
          ...{ proof: { kind: 'phone', note: 'said so' }, actor: receiver },
        },
      ]),
    )
    const { id } = await ask(before)
    await approve(deps(), bench.workspace, id, other)
    await run()
    const oldCopy = readFileSync(keyFile, 'utf8')
    const stranger = [{ kind: 'email' as const, value: 'never@example.com' }]
    expect(await lookUpErased(deps(), bench.workspace, stranger, other)).toEqual([
      { kind: 'email', erasedAt: null },
    ])
    expect(
      (await lookUpErased(deps(), bench.workspace, identifiers, other)).map((one) => one.erasedAt),
    ).toEqual([expect.any(Date), expect.any(Date)])
    // Who looks is on record, whom they looked for is not.
    expect(JSON.stringify(await audited('privacy.lookup'))).not.toContain('back')
    await expect(
      letReturn(deps(), bench.workspace, { identifiers: stranger, consents, proof }, other),
    ).rejects.toMatchObject({ code: 'privacy.notErased' })
    const key = await letReturn(deps(), bench.workspace, { identifiers, consents, proof }, other)
    await customer.privacy.sweep(async () => bench.workspace)
    expect(key).not.toBe(before)
    expect((await customer.persons.resolve(bench.workspace, 'email', [mail])).get(mail)).toBe(key)
    expect((await customer.persons.addresses(bench.workspace, [key], 'email')).get(key)?.address).toContain(
      '@',
    )
    const { rows } = await pg<{ state: string; listed: string }>`
      SELECT state, (SELECT count(*) FROM do_not_send)::text AS listed FROM consents WHERE person_key = ${key}`.execute(
      bench.stores.ledger.db,
    )
    expect(rows).toEqual([{ state: 'given', listed: '0' }])
    expect(await audited('privacy.return')).toMatchObject({
      subject_id: String(key),
      detail: { consents: ['marketing/email'], taken_off_do_not_send: 1 },
    })
    await expect(
      letReturn(deps(), bench.workspace, { identifiers, consents, proof }, other),
    ).rejects.toMatchObject({ code: 'privacy.notErased' })
    // Neither a copy of the keys of before nor a start shuts them out again.
    expect(existsSync(keyFile)).toBe(true)
    writeFileSync(keyFile, oldCopy)
    await openPersonKeys(bench.stores.ledger, bench.masterKey, keyFile).settle()
    expect(await lookUpErased(deps(), bench.workspace, identifiers, other)).toEqual([
      { kind: 'email', erasedAt: null },
      { kind: 'account', erasedAt: null },
    ])
  })

  it('is not made one with somebody who is a customer today', async () => {
    const gone = await person('gone', 'gone@example.com')
    const { id } = await ask(gone)
    await approve(deps(), bench.workspace, id, other)
    await run()
    await person('taken')
    const both = [
      { kind: 'email' as const, value: 'gone@example.com' },
      { kind: 'account' as const, value: 'taken' },
    ]
    await expect(
      letReturn(deps(), bench.workspace, { identifiers: both, consents, proof }, other),
    ).rejects.toMatchObject({ code: 'privacy.namesSomebody' })
  })
})
