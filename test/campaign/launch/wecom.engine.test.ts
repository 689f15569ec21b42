import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { settled, wecomOf } from '../../interaction/support/outbox.ts'
import { startWecomStandIn, type WecomStandIn } from '../../interaction/support/wecom-stand-in.ts'
import { launchedWith, type Stage, stageReaching } from './launched.ts'

const count = 40

describe('a campaign by WeCom', () => {
  let stage: Stage
  let fresh: Stage['fresh']
  let t: Stage['t']
  let standIn: WecomStandIn
  let keys: number[]
  const isFriend = (customer: string) => customer !== wecomOf(keys[3] ?? 0)
  beforeAll(async () => {
    stage = await stageReaching(count, (index) => (index % 4 === 0 ? 'email' : 'wecom'))
    ;({ fresh, t, keys } = stage)
    standIn = await startWecomStandIn({ stillFriends: isFriend })
    await stage.connect('wecom', {
      ...{ window: 1, secrets: { corpSecret: 's-1' }, settings: { corpId: 'ww-1', baseUrl: standIn.url } },
    })
  })
  afterAll(async () => {
    await standIn?.close()
    await fresh?.close()
  })
  const rowsOf = (campaignId: string) =>
    fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'status', 'reason', 'ended_at'])
      .where('campaign_id', '=', campaignId)
      .execute()
  const launched = (words: string) =>
    launchedWith(t, {
      ...{ channel: 'wecom', name: `Words ${words}` },
      fields: { words, cardTitle: '{{ offer.name }}', cardLink: '{{ links.main }}' },
    })
  const worker = () => stage.work()
  const until = async (holds: () => Promise<boolean>) => {
    for (let i = 0; i < 200 && !(await holds()); i++) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await holds()).toBe(true)
  }

  it('is handed over once, counts as sent when its adviser confirms it, and asks consent and list of its own', async () => {
    const [refused = 0] = [keys[1]]
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    await fresh.stores.ledger.transaction(async (trx) => {
      await consents.record(trx, t.workspace, [
        {
          ...{ personKey: refused, purpose: 'marketing', channel: 'wecom', state: 'withdrawn' },
          ...{ source: 'test', proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ])
    })
    const { id, recipients, silent } = await launched('{{ offer.words }}')
    expect(silent).toEqual({
      no_address: count / 4,
      consent: 1,
    })
    const running = worker()
    try {
      const waits = async () => (await rowsOf(id)).every(({ reason }) => reason === 'waits_for_adviser')
      await until(waits)
      expect((await rowsOf(id)).every(({ status }) => status === 'sending')).toBe(true)
      expect(standIn.copies.size).toBe(0)
      standIn.confirm(['adviser-0', 'adviser-1'])
      await until(async () => (await rowsOf(id)).some(({ status }) => status === 'sent'))
      standIn.confirm()
      await settled(fresh.stores.ledger)
    } finally {
      await running.stop()
    }
    expect(standIn.handed.map(({ customers }) => customers.length)).toEqual([recipients])
    for (const { person_key, status, reason } of await rowsOf(id)) {
      const ends = isFriend(wecomOf(Number(person_key))) ? ['sent', null] : ['failed', 'wecom_not_friend']
      expect([status, reason]).toEqual(ends)
      expect(standIn.copies.get(wecomOf(Number(person_key))) ?? 0).toBe(status === 'sent' ? 1 : 0)
    }
    const touches = await fresh.stores.ledger.db
      .selectFrom('touch_log')
      .select('touch')
      .where('workspace_id', '=', fresh.workspaceId)
      .execute()
    const kinds = touches.map(({ touch }) => (touch as { kind: string; channel: string }).kind)
    expect(kinds.filter((kind) => kind === 'sent')).toHaveLength(standIn.copies.size)
  })

  it('that is stopped is taken back from advisers who have not confirmed it', async () => {
    const { id, recipients } = await launched('再来一次：{{ offer.words }}')
    const running = worker()
    const before = standIn.copies.size
    try {
      await until(async () => (await rowsOf(id)).every(({ reason }) => reason === 'waits_for_adviser'))
      await t.room.launching.stop(t.workspace, id, 'user:test')
      await settled(fresh.stores.ledger)
    } finally {
      await running.stop()
    }
    expect(recipients).toBeGreaterThan(0)
    expect((await rowsOf(id)).map(({ status, reason }) => [status, reason])).toEqual(
      Array.from({ length: recipients }, () => ['suppressed', 'campaign_stopped']),
    )
    standIn.confirm()
    expect(standIn.copies.size).toBe(before)
  })
})
