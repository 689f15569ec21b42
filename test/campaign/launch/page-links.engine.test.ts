import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownPageOf } from '../../../src/interaction/tracking/own-pages.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { draft, openTestRoom, sendableMjml, type TestRoom } from '../room.ts'

const house = 'http://127.0.0.1:4100'

describe('a campaign whose message leads to a survey and to the page for complaints', () => {
  let fresh: FreshStores
  let t: TestRoom
  beforeAll(async () => {
    fresh = await freshStores()
    await insertCustomers(
      fresh.stores.warehouse,
      fresh.workspaceId,
      Array.from({ length: 50 }, (_, i) => ({ person: i + 1 })),
    )
    t = await openTestRoom(fresh.stores, fresh.workspaceId, new Date('2026-03-01T08:00:00Z'))
  })
  afterAll(() => fresh?.close())

  const survey = async (name: string, day: string) => {
    const id = newId()
    const question = JSON.stringify({ en: 'How was it?', 'zh-CN': '怎么样？' })
    await sql`INSERT INTO surveys (id, workspace_id, name, kind, question, asks_words, opens_case, point, created_at)
      VALUES (${id}::uuid, ${fresh.workspaceId}, ${name}, 'nps', ${question}::jsonb, true, false, 'campaign', ${day}::timestamptz)`.execute(
      fresh.stores.ledger.db,
    )
    return id
  }
  const close = (id: string) =>
    sql`UPDATE surveys SET closed_at = now() WHERE id = ${id}::uuid`.execute(fresh.stores.ledger.db)
  const written = async (change: Parameters<typeof draft>[2] = {}) => {
    const { id: creativeId } = await t.room.creatives.create(t.workspace, {
      ...{ name: 'Ask', channel: 'email', language: 'en', templateId: null, subject: 'How was it?' },
      ...{ preheader: '', text: '', templateNumber: '' },
      mjml: sendableMjml.replace(
        'Hello',
        '<a href="{{ survey_link }}">Answer</a> <a href="{{ complaint_link }}">Complain</a>',
      ),
    })
    return draft(t.room, t.workspace, { creativeId, ...change })
  }
  const launch = async (made: { id: string; version: number }) => {
    const { recipients } = await t.room.forecast(t.workspace, made.id)
    await t.room.launching.launch(t.workspace, made.id, { version: made.version, recipients }, 'user:test')
    await t.room.launching.settled()
  }
  /** What the messages of a campaign are filled with. */
  const pagesOf = async (campaignId: string) => {
    const plans = await t.room.messageFor(t.workspace, [
      {
        ...{ id: newId(), campaignId, step: '', occurrence: '', channel: 'email', personKey: 1 },
        ...{ offerId: null, creativeId: null, arm: 'treatment' },
      },
    ])
    return [...plans.values()][0]?.variables.pages
  }

  it('is not launched while no survey is open', async () => {
    await expect(launch(await written())).rejects.toMatchObject({ code: 'campaign.incomplete' })
  })

  it('leads to the newest survey of the launch, for as long as it runs', async () => {
    await survey('Old', '2026-01-01')
    const newest = await survey('New', '2026-02-01')
    const made = await written()
    await launch(made)
    const later = await survey('Later', '2026-03-01')
    const pages = await pagesOf(made.id)
    expect(pages).toEqual({
      survey: `${house}/t/survey/${newest}`,
      complaint: `${house}/t/complaint/${t.workspace.slug}`,
    })
    await close(later)
    const token = { workspaceId: fresh.workspaceId, deliveryId: newId(), linkNo: 1 }
    // Behind the message's own link both know who comes.
    expect(ownPageOf(fresh.vault, pages?.survey ?? '', house, token)).toMatch(/^\/t\/s\//)
    expect(ownPageOf(fresh.vault, pages?.complaint ?? '', house, token)).toMatch(/^\/t\/k\//)
  })

  it('leads to the survey its plan names, and is not launched where that is closed by then', async () => {
    const named = await survey('Named', '2025-06-01')
    const made = await written({ surveyId: named })
    await launch(made)
    expect((await pagesOf(made.id))?.survey).toBe(`${house}/t/survey/${named}`)
    const other = await written({ surveyId: named })
    await close(named)
    await expect(launch(other)).rejects.toMatchObject({ code: 'campaign.incomplete' })
    await expect(written({ surveyId: newId() })).rejects.toMatchObject({ code: 'common.notFound' })
  })
})
