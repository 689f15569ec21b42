import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contactsOf } from '../../../src/campaign/why/contacts.ts'
import { leaseDue } from '../../../src/interaction/delivery/lease.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers, insertLines } from '../real-data.ts'
import { draft, openTestRoom, type TestRoom } from '../room.ts'

const count = 200
const start = new Date('2026-03-01T08:00:00Z')

describe('a campaign that is paused', () => {
  let fresh: FreshStores
  let t: TestRoom
  let keys: number[] = []
  beforeAll(async () => {
    fresh = await freshStores()
    const made = await fresh.stores.ledger.db
      .insertInto('persons')
      .values(Array.from({ length: count }, () => ({ workspace_id: fresh.workspaceId, import_id: null })))
      .returning('person_key')
      .execute()
    keys = made.map(({ person_key }) => Number(person_key))
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      keys.map((person) => ({ person })),
    )
    await insertLines(
      fresh.stores.warehouse,
      fresh.workspaceId,
      keys.map((person) => ({ person, at: '2026-02-01 00:00:00', order: `o${person}`, amountMinor: 1_000 })),
    )
  })
  beforeEach(async () => {
    t = await openTestRoom(fresh.stores, fresh.workspaceId, start)
  })
  afterAll(() => fresh?.close())

  const launched = async (change: Parameters<typeof draft>[2] = {}) => {
    const made = await draft(t.room, t.workspace, { contactCap: { contacts: 100, days: 1 }, ...change })
    const { recipients } = await t.room.forecast(t.workspace, made.id)
    await t.room.launching.launch(t.workspace, made.id, { version: made.version, recipients }, 'user:test')
    await t.room.launching.settled()
    return { id: made.id, recipients }
  }
  const lease = (campaignId: string) =>
    leaseDue(fresh.stores.ledger, {
      workspace: t.workspace,
      ...{ channel: 'email', leaseId: newId(), leaseMs: 60_000, limit: 10_000 },
    }).then((all) => all.filter((one) => one.campaignId === campaignId).length)
  const pause = (id: string) => t.room.launching.pause(t.workspace, id, 'user:test')
  const resume = (id: string) => t.room.launching.resume(t.workspace, id, 'user:test')
  const stop = (id: string) => t.room.launching.stop(t.workspace, id, 'user:test')
  const actions = async (id: string) => {
    const { rows } = await sql<{ action: string }>`
      SELECT action FROM audit_log WHERE subject_id = ${id} ORDER BY id`.execute(fresh.stores.ledger.db)
    return rows.map(({ action }) => action)
  }

  it('keeps all it has, says so, and gives it out again when it goes on', async () => {
    const { id, recipients } = await launched()
    expect(await pause(id)).toMatchObject({
      status: 'live',
      paused: { at: start.toISOString(), by: null },
    })
    expect(await lease(id)).toBe(0)
    const listed = await t.room.campaigns.list(t.workspace, { status: 'paused' })
    expect(listed.map((row) => row.id)).toEqual([id])
    expect(await resume(id)).toMatchObject({ paused: null })
    expect(await lease(id)).toBe(recipients)
    expect(await actions(id)).toEqual(['campaign.launch', 'campaign.pause', 'campaign.resume'])
    await stop(id)
  })

  it('is told where somebody asks why a customer has heard nothing', async () => {
    const { id } = await launched()
    const [row] = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select('person_key')
      .where('campaign_id', '=', id)
      .limit(1)
      .execute()
    await pause(id)
    const said = await contactsOf(t.room.deps, t.workspace, row?.person_key ?? '', 50)
    const own = said.items.find(({ campaignId }) => campaignId === id)
    expect(own).toMatchObject({ outcome: 'held', reason: 'campaign_paused' })
    expect(own?.sentence.en).toContain('has not been sent')
    expect(own?.sentence.en).toContain('the campaign was paused')
    expect(own?.sentence['zh-CN']).toContain('暂未')
    await stop(id)
  })

  it('does not begin at its time, and begins when it goes on', async () => {
    const startAt = new Date(start.getTime() + 3_600_000).toISOString()
    const { id } = await launched({ startAt })
    await pause(id)
    t.clock.advance(2 * 3_600_000)
    await t.room.scheduler.round()
    expect(await t.room.campaigns.get(t.workspace, id)).toMatchObject({ status: 'scheduled' })
    await resume(id)
    await t.room.scheduler.round()
    expect(await t.room.campaigns.get(t.workspace, id)).toMatchObject({ status: 'live', paused: null })
    await stop(id)
  })

  it('does not fill its outbox, and fills it from where it stood when it goes on', async () => {
    const { id, recipients } = await launched()
    // As a launch leaves it that was interrupted before its first batch.
    const { db } = fresh.stores.ledger
    await db.deleteFrom('deliveries').where('campaign_id', '=', id).execute()
    await db
      .updateTable('campaigns')
      .set({ status: 'launching', step: 'enqueuing', enqueued_to: 0 })
      .where('id', '=', id)
      .execute()
    await pause(id)
    await t.room.scheduler.round()
    expect(await lease(id)).toBe(0)
    expect(await t.room.campaigns.get(t.workspace, id)).toMatchObject({ status: 'launching' })
    await resume(id)
    await t.room.scheduler.round()
    expect(await lease(id)).toBe(recipients)
    await stop(id)
  })

  it('hands out no list of people to contact meanwhile; control stays to be read', async () => {
    const { id } = await launched({ channel: 'list' })
    await pause(id)
    await expect(t.room.list(t.workspace, id, 'treatment')).rejects.toMatchObject({ code: 'campaign.paused' })
    expect(await t.room.list(t.workspace, id, 'control')).toBeDefined()
    await resume(id)
    expect(await t.room.list(t.workspace, id, 'treatment')).toBeDefined()
    await stop(id)
  })

  it('can be stopped for good; the report says how many were not contacted any more', async () => {
    const { id, recipients } = await launched()
    await pause(id)
    expect(await stop(id)).toMatchObject({ status: 'stopped', paused: null })
    const row = await t.room.campaigns.row(t.workspace, id)
    const report = await t.room.reports.of(t.workspace, row)
    const told = report?.warnings.find(({ en }) => en.startsWith('Stopped on'))
    expect(told?.en).toContain(`; ${recipients} people who were chosen were not contacted any more`)
    expect(told?.['zh-CN']).toContain(`有 ${recipients} 人不再触达`)
    await expect(pause(id)).rejects.toMatchObject({ code: 'campaign.notRunningToPause' })
    await expect(resume(id)).rejects.toMatchObject({ code: 'campaign.notRunningToPause' })
  })

  it('ends with its window all the same, and then nothing of it waits', async () => {
    const { id } = await launched({ outcomeWindowDays: 1 })
    await pause(id)
    t.clock.advance(2 * 86_400_000)
    await t.room.scheduler.round()
    expect(await t.room.campaigns.get(t.workspace, id)).toMatchObject({ status: 'ended', paused: null })
  })
})
