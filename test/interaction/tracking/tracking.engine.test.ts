import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countDeliveries } from '../../../src/interaction/delivery/list.ts'
import { listedAmong, normaliseEmail } from '../../../src/interaction/do-not-send/list.ts'
import { numberLinks } from '../../../src/interaction/tracking/campaign-links.ts'
import { trackingRoutes } from '../../../src/interaction/tracking/routes.ts'
import { signTracked, type TokenUse } from '../../../src/interaction/tracking/tokens.ts'
import type { RawReply, RequestContext } from '../../../src/kit/api.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { addressOf, recipientsWith, recordTouches, recordWithdrawal } from '../support/outbox.ts'
import { type Stage, setStage } from '../support/stage.ts'

const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1'
let stage: Stage
let deliveryId = ''
let occurrence = 0

beforeAll(async () => {
  stage = await setStage()
  await numberLinks(stage.ledger, stage.workspace.id, stage.campaignId, [
    'https://shop.example/sale?utm_source=mail&utm_campaign=test',
    'https://shop.example/help',
    'https://shop.example/three',
  ])
})
afterAll(() => stage.close())

/** A message of its own for each test, confirmed a minute ago. */
beforeEach(async () => {
  await stage.plan(1, { occurrence: String(++occurrence) })
  const { rows } = await sql<{ id: string }>`
    UPDATE deliveries SET status = 'sent', settled_at = now() - interval '1 minute', ended_at = planned_at,
           address_index = ${stage.vault.blindIndex('email', normaliseEmail(addressOf(1)))}
    WHERE occurrence = ${String(occurrence)} RETURNING id`.execute(stage.ledger.db)
  deliveryId = rows[0]?.id ?? ''
})

const token = (use: TokenUse, linkNo = 0) =>
  signTracked(stage.vault, { workspaceId: stage.workspace.id, deliveryId, linkNo }, use)

async function visit(
  id: string,
  value: string,
  more: { headers?: Record<string, string>; method?: string } = {},
) {
  const routes = trackingRoutes({
    address: () => 'http://127.0.0.1:4100',
    ledger: stage.ledger,
    log: silentLog,
    vaultOf: async (workspaceId) => {
      if (workspaceId !== stage.workspace.id) throw new Error('no such workspace')
      return stage.vault
    },
    workspaceOf: async () => stage.workspace,
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal,
  })
  const route = routes.find((each) => each.endpoint.id === id)
  const context = { locale: 'en' } as unknown as RequestContext
  const input = { params: { token: value }, query: undefined, body: undefined, upload: null }
  return (await route?.handle(context, {
    ...input,
    headers: { 'user-agent': safari },
    method: 'GET',
    ...more,
  })) as RawReply
}
async function engaged() {
  const rows = await stage.ledger.db
    .selectFrom('engagements')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .execute()
  return rows.map((row) => `${row.kind} ${row.link_no}${row.is_bot ? ' bot' : ''}`).sort()
}
async function touched() {
  const rows = await stage.ledger.db.selectFrom('touch_log').select('touch').execute()
  const all = rows.map((row) => row.touch as { deliveryId: string; kind: string; isBot: boolean })
  return all
    .filter((touch) => touch.deliveryId === deliveryId)
    .map((touch) => `${touch.kind}${touch.isBot ? ' bot' : ''}`)
}

describe('links', () => {
  it('leads to the registered address with its UTM parameters, and counts once', async () => {
    for (let i = 0; i < 3; i++) {
      const reply = await visit('followLink', token('click', 1))
      expect(reply.status).toBe(302)
      expect(reply.headers?.location).toBe('https://shop.example/sale?utm_source=mail&utm_campaign=test')
    }
    expect(await engaged()).toEqual(['clicked 1'])
    expect(await touched()).toEqual(['clicked'])
  })

  it('leads nowhere that was not registered', async () => {
    const reply = await visit('followLink', token('click', 99))
    expect(reply).toMatchObject({ status: 404 })
    expect(reply.headers?.location).toBeUndefined()
  })

  it.each([
    ['made for another use', () => token('open', 1)],
    ['altered', () => `${token('click', 1).slice(0, -1)}x`],
    [
      'of another workspace',
      () => signTracked(stage.vault, { workspaceId: 999, deliveryId, linkNo: 1 }, 'click'),
    ],
    [
      'of a message that is gone',
      () =>
        signTracked(
          stage.vault,
          { workspaceId: stage.workspace.id, deliveryId: newId(), linkNo: 1 },
          'click',
        ),
    ],
    ['nonsense', () => 'aaaaaaaaaaaaaaaa'],
  ])('refuses a token that is %s', async (_, make) => {
    expect((await visit('followLink', make())).status).toBe(404)
    expect(await engaged()).toEqual([])
  })

  it('stays short and carries no address', () => {
    expect(token('click', 12).length).toBeLessThan(80)
    expect(Buffer.from(token('click', 12).split('.')[0] ?? '', 'base64url').toString()).not.toContain('@')
  })
})

describe('machines are told from people', () => {
  it.each([
    ['a HEAD request', { method: 'HEAD' }],
    ['a gateway', { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Barracuda Sentinel)' } }],
    ['no name', { headers: {} }],
    ['prefetching', { headers: { 'user-agent': safari, 'sec-purpose': 'prefetch;prerender' } }],
  ])('%s', async (_, more) => {
    expect((await visit('followLink', token('click', 1), more)).status).toBe(302)
    expect(await engaged()).toEqual(['clicked 1 bot'])
  })

  it('whoever is faster than a reader', async () => {
    await sql`UPDATE deliveries SET settled_at = now() WHERE id = ${deliveryId}`.execute(stage.ledger.db)
    await visit('followLink', token('click', 1))
    expect(await engaged()).toEqual(['clicked 1 bot'])
  })

  it('whoever follows every link at once', async () => {
    for (const linkNo of [1, 2, 3]) await visit('followLink', token('click', linkNo))
    expect(await engaged()).toEqual(['clicked 1', 'clicked 2', 'clicked 3 bot'])
  })

  it('and counts the person who comes after the scanner', async () => {
    await visit('followLink', token('click', 1), { method: 'HEAD' })
    await visit('followLink', token('click', 1))
    expect(await touched()).toEqual(['clicked bot', 'clicked'])
    expect((await countDeliveries(stage.ledger, stage.workspace, stage.campaignId)).clicked).toBeGreaterThan(
      0,
    )
  })
})

it('counts an opening once, and shows a picture whatever the token', async () => {
  for (let i = 0; i < 2; i++) expect((await visit('openPixel', token('open'))).contentType).toBe('image/gif')
  expect((await visit('openPixel', 'nonsense-token')).contentType).toBe('image/gif')
  expect(await engaged()).toEqual(['opened 0'])
})

describe('unsubscribing', () => {
  const listed = async () => {
    const index = stage.vault.blindIndex('email', normaliseEmail(addressOf(1)))
    return (await listedAmong(stage.ledger, stage.workspace.id, 'email', [index])).size === 1
  }

  it('asks first: a GET changes nothing', async () => {
    const page = await visit('unsubscribePage', token('unsubscribe'))
    expect(String(page.raw)).toMatch(/<form method="post">.*Unsubscribe/)
    expect(await engaged()).toEqual([])
    expect(await listed()).toBe(false)
  })

  it('speaks the language of the message where it was one of several that we speak, else the browser’s', async () => {
    const shownFor = async (language: string | null) => {
      await stage.ledger.db.updateTable('deliveries').set({ language }).execute()
      return String((await visit('unsubscribePage', token('unsubscribe'))).raw)
    }
    expect(await shownFor('zh-CN')).toContain('<html lang="zh-CN">')
    expect(await shownFor('zh-TW')).toContain('确认退订')
    expect(await shownFor('ja')).toContain('<html lang="en">')
    expect(await shownFor(null)).toContain('<html lang="en">')
  })

  it('happens at once by POST without a session, and again without harm', async () => {
    for (let i = 0; i < 2; i++)
      expect(String((await visit('unsubscribe', token('unsubscribe'))).raw)).toContain('You are unsubscribed')
    expect(await listed()).toBe(true)
    expect(await touched()).toEqual(['unsubscribed'])
    expect(await engaged()).toEqual(['unsubscribed 0'])
  })

  it('keeps no address in clear', async () => {
    const { rows } = await sql<{
      all: string
    }>`SELECT row_to_json(d)::text AS all FROM do_not_send d`.execute(stage.ledger.db)
    expect(rows).toHaveLength(1)
    expect(rows[0]?.all).not.toContain('x.example')
  })
})
