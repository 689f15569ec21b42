import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCustomer } from '../../../src/customer/index.ts'
import { approve, cancel, receive, refuse, requestOf } from '../../../src/customer/privacy/requests.ts'
import { letReturn, lookUpErased } from '../../../src/customer/privacy/returns.ts'
import { changeSettings, privacySettings } from '../../../src/customer/privacy/settings.ts'
import { openInbox, receivePush } from '../../../src/customer/sources/inbox.ts'
import { newId } from '../../../src/kit/ids.ts'
import { openVault } from '../../../src/stores/ledger/index.ts'
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
