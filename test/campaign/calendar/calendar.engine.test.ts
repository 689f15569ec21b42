import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCalendar, getCalendarLoad } from '../../../src/campaign/calendar/api.ts'
import { addFeed, feedByToken, feedsOf, revokeFeed } from '../../../src/campaign/calendar/feeds.ts'
import { calendarItems } from '../../../src/campaign/calendar/items.ts'
import { calendarLoad } from '../../../src/campaign/calendar/load.ts'
import { addNote, changeNote, setNoteDeleted } from '../../../src/campaign/calendar/notes.ts'
import { calendarRoutes } from '../../../src/campaign/calendar/routes.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { draft, everybody, firstThousand, openTestRoom, type TestRoom } from '../room.ts'

const now = new Date('2026-03-01T08:00:00Z')
const march = { from: '2026-03-01', to: '2026-03-31' }
const actor = 'user:test'

describe('the content calendar', () => {
  let fresh: FreshStores
  let t: TestRoom
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    fresh = await freshStores()
    t = await openTestRoom(fresh.stores, fresh.workspaceId, now)
    t.workspace.timeZone = 'Asia/Shanghai'
    const made = await fresh.stores.ledger.db
      .insertInto('persons')
      .values(Array.from({ length: 40 }, () => ({ workspace_id: fresh.workspaceId, import_id: null })))
      .returning('person_key')
      .execute()
    const people = made.map(({ person_key }) => ({ person: Number(person_key) }))
    await insertCustomers(fresh.stores.warehouse, fresh.workspaceId, people)
    const offer = await t.room.offers.create(t.workspace, {
      ...{ name: 'Ten off', kind: 'percent_off', value: 10, minimumSpendMinor: 0, costMinor: 0, code: '' },
      ...{ words: 'ten off', validDays: 5 },
    })
    const plans = {
      // 18:30 in London, and the next day already in Shanghai.
      late: { name: 'Late', startAt: '2026-03-10T18:30:00.000Z', offerId: offer.id as never },
      near: { name: 'Near', startAt: '2026-03-12T02:00:00.000Z', segmentId: firstThousand },
      far: { name: 'Far', startAt: '2026-03-25T02:00:00.000Z' },
      undated: { name: 'Undated' },
    }
    for (const [key, plan] of Object.entries(plans))
      ids[key] = (await draft(t.room, t.workspace, { controlShare: 0.5, ...plan })).id
  })
  afterAll(() => fresh?.close())
  const items = (span = march) => calendarItems(fresh.stores.ledger, t.workspace, span)

  it('holds what it is asked for and answers in the shape it promises', async () => {
    expect(getCalendar.query?.safeParse({ from: '2026-03-02', to: '2026-03-01' }).success).toBe(false)
    expect(getCalendar.query?.safeParse({ from: '2026-01-01', to: '2026-12-31' }).success).toBe(false)
    for (const item of await items()) expect(item.from <= item.until).toBe(true)
  })

  it('puts campaigns on the day of the workspace’s zone, drafts without a time nowhere, offers on their last day', async () => {
    const found = new Map((await items()).map((item) => [item.id, item]))
    expect(found.get(ids.late ?? '')).toMatchObject({ from: '2026-03-11', state: 'planned', draft: true })
    expect(found.get(ids.near ?? '')).toMatchObject({ from: '2026-03-12', channel: 'email' })
    expect(found.has(ids.undated ?? '')).toBe(false)
    expect(found.get(`offer-${ids.late}`)).toMatchObject({ kind: 'offer_ends', from: '2026-03-16' })
    expect([...found.values()].filter(({ kind }) => kind === 'holiday').map(({ title }) => title.en)).toEqual(
      ['Lantern Festival', 'Women’s Day'],
    )
    expect(await items({ from: '2026-03-12', to: '2026-03-12' })).toHaveLength(1)
  })

  it('says whom two campaigns near each other both reach, as counted one by one, and lets distant ones be', async () => {
    const load = await calendarLoad(t.room.deps, t.workspace, march)
    expect(getCalendarLoad.response.safeParse(load).error).toBeUndefined()
    expect(load.clashes).toEqual([
      {
        first: { id: ids.late, name: 'Late', day: '2026-03-11' },
        second: { id: ids.near, name: 'Near', day: '2026-03-12' },
        ...{ people: 40, contacts: 2, days: 7 },
      },
    ])
    expect(load.cap).toEqual({ peopleADay: Math.floor((40 * 2) / 7), contacts: 2, days: 7, reachable: 40 })
    const forecast = await t.room.forecast(t.workspace, ids.near ?? '')
    expect(load.days).toContainEqual({
      ...{ day: '2026-03-12', channel: 'email', basis: 'forecast', people: forecast.recipients },
    })
  })

  it('counts what waits and what is out once, on its day', async () => {
    const campaign = await draft(t.room, t.workspace, {
      name: 'Now',
      segmentId: everybody,
      controlShare: 0.5,
    })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(t.workspace, campaign.id, { version: campaign.version, recipients }, actor)
    await t.room.launching.settled()
    const { db } = fresh.stores.ledger
    const today = async () =>
      (await calendarLoad(t.room.deps, t.workspace, { from: '2026-03-01', to: '2026-03-01' })).days
    expect(await today()).toEqual([
      { day: '2026-03-01', channel: 'email', basis: 'planned', people: recipients },
    ])
    const one = await db
      .selectFrom('deliveries')
      .select('id')
      .where('campaign_id', '=', campaign.id)
      .limit(1)
      .executeTakeFirstOrThrow()
    await db
      .updateTable('deliveries')
      .set({ status: 'sent', sending_at: now })
      .where('id', '=', one.id)
      .execute()
    expect(await today()).toEqual([
      { day: '2026-03-01', channel: 'email', basis: 'planned', people: recipients - 1 },
      { day: '2026-03-01', channel: 'email', basis: 'sent', people: 1 },
    ])
    const running = (await items()).find(({ id }) => id === campaign.id)
    expect(running).toMatchObject({ state: 'running', draft: false, owner: actor, from: '2026-03-01' })
    await db.updateTable('deliveries').set({ status: 'sent', sending_at: now }).execute()
    t.clock.set(new Date('2026-03-20T08:00:00Z'))
    expect((await items()).find(({ id }) => id === campaign.id)).toMatchObject({ state: 'ended' })
    t.clock.set(now)
  })

  it('keeps notes with their versions: changed, moved, taken out and brought back', async () => {
    const { ledger } = fresh.stores
    const note = await addNote(ledger, t.workspace, { day: '2026-03-05', text: 'Stock-taking' }, actor)
    expect(note).toMatchObject({ day: '2026-03-05', until: '2026-03-05', version: 1 })
    const change = { day: '2026-03-30', until: '2026-04-02', text: 'Stock-taking', version: 1 }
    const moved = await changeNote(ledger, t.workspace, note.id, change, actor)
    expect(moved).toMatchObject({ day: '2026-03-30', until: '2026-04-02', version: 2 })
    await expect(changeNote(ledger, t.workspace, note.id, change, actor)).rejects.toMatchObject({
      code: 'campaign.changedMeanwhile',
    })
    // It reaches into April, so it stands there too.
    expect((await items({ from: '2026-04-01', to: '2026-04-30' })).map(({ id }) => id)).toContain(note.id)
    await setNoteDeleted(ledger, t.workspace, note.id, true, actor)
    expect((await items()).map(({ id }) => id)).not.toContain(note.id)
    await setNoteDeleted(ledger, t.workspace, note.id, false, actor)
    expect((await items()).map(({ id }) => id)).toContain(note.id)
    const other = { ...t.workspace, id: t.workspace.id + 1 }
    await expect(setNoteDeleted(ledger, other, note.id, true, actor)).rejects.toMatchObject({
      code: 'common.notFound',
    })
    const deeds = await ledger.db
      .selectFrom('audit_log')
      .select('action')
      .where('workspace_id', '=', t.workspace.id)
      .where('action', 'like', 'calendar.note%')
      .execute()
    expect(deeds.map(({ action }) => action).sort()).toEqual([
      ...['calendar.note_add', 'calendar.note_change', 'calendar.note_delete', 'calendar.note_restore'],
    ])
  })

  it('is subscribed to by an address that is known to nobody, and ends at once', async () => {
    const { ledger } = fresh.stores
    const { feed, token } = await addFeed(ledger, t.workspace, { name: 'Team', language: 'en' }, actor)
    expect(await feedByToken(ledger, token)).toEqual({ workspaceId: t.workspace.id, language: 'en' })
    expect(await feedByToken(ledger, `${token}x`)).toBeNull()
    const rows = await ledger.db.selectFrom('calendar_feeds').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
    const deps = { ...t.room.deps, workspaces: async () => [t.workspace] }
    const read = calendarRoutes(deps).find(({ endpoint }) => endpoint.id === 'readCalendarFeed')
    const answer = (await read?.handle({} as never, { params: { token: `${token}.ics` } } as never)) as {
      raw: string
    }
    expect(answer.raw).toContain('SUMMARY:Women’s Day')
    expect(answer.raw).toContain('SUMMARY:Late')
    await revokeFeed(ledger, t.workspace, feed.id, actor)
    expect(await feedByToken(ledger, token)).toBeNull()
    expect((await feedsOf(ledger, t.workspace))[0]?.revokedAt).not.toBeNull()
    await expect(
      read?.handle({} as never, { params: { token: `${token}.ics` } } as never),
    ).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })
})
