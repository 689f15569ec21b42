import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { addToList } from '../../../src/interaction/do-not-send/list.ts'
import { openidOf, settled } from '../../interaction/support/outbox.ts'
import { startWechatStandIn, type WechatStandIn } from '../../interaction/support/wechat-stand-in.ts'
import { launchedWith, type Stage, stageReaching } from './launched.ts'

const count = 40

describe('a campaign by WeChat', () => {
  let stage: Stage
  let fresh: Stage['fresh']
  let t: Stage['t']
  let standIn: WechatStandIn
  let keys: number[]
  const follows = (openid: string) => openid !== openidOf(keys[3] ?? 0)
  beforeAll(async () => {
    stage = await stageReaching(count, (index) => (index % 4 === 0 ? 'email' : 'wechat'))
    ;({ fresh, t, keys } = stage)
    standIn = await startWechatStandIn({ followers: follows })
    await stage.connect('wechat', {
      ...{ secrets: { appSecret: 's-1' }, settings: { appId: 'wx-1', baseUrl: standIn.url } },
    })
  })
  afterAll(async () => {
    await standIn?.close()
    await fresh?.close()
  })

  it('asks its own consent and list, reaches who has an OpenID, and each follower gets one', async () => {
    const [refused = 0, listed = 0] = [keys[1], keys[2]]
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    await fresh.stores.ledger.transaction(async (trx) => {
      await consents.record(trx, t.workspace, [
        {
          ...{ personKey: refused, purpose: 'marketing', channel: 'wechat', state: 'withdrawn' },
          ...{ source: 'test', proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ])
      const [address, at] = [openidOf(listed), t.workspace.clock.now()]
      const blindIndex = fresh.vault.blindIndex('openid', address)
      await trx
        .insertInto('identifiers')
        .values({
          ...{ workspace_id: fresh.workspaceId, kind: 'openid', person_key: listed, source: 'test' },
          ...{ blind_index: blindIndex, ciphertext: fresh.vault.encrypt(address) },
          ...{ import_id: null, last_import_id: null, first_seen_at: at, last_seen_at: at },
        })
        .execute()
      await addToList(trx, t.workspace, fresh.vault, {
        ...{ channel: 'wechat', source: 'staff', reason: '', addresses: [{ blindIndex, address }] },
      })
    })
    const campaign = await launchedWith(t, {
      ...{ channel: 'wechat', name: 'Form' },
      fields: {
        ...{ kind: 'template', template: 'tpl-1', link: '{{ links.main }}' },
        data: '{"thing1": "{{ customer.name }}您好", "thing2": "{{ offer.words }}"}',
      },
    })
    const { recipients, silent } = campaign
    expect(silent).toEqual({ no_address: count / 4, consent: 1, do_not_send: 1 })
    const worker = stage.work()
    try {
      const ends = await settled(fresh.stores.ledger)
      expect((ends.sent ?? 0) + (ends.failed ?? 0)).toBe(recipients)
    } finally {
      await worker.stop()
    }
    const rows = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'status', 'reason'])
      .where('campaign_id', '=', campaign.id)
      .execute()
    for (const { person_key, status, reason } of rows) {
      const isFollower = follows(openidOf(Number(person_key)))
      expect([status, reason]).toEqual(isFollower ? ['sent', null] : ['failed', 'wechat_not_following'])
    }
    const sent = rows.filter(({ status }) => status === 'sent').map((row) => openidOf(Number(row.person_key)))
    expect(standIn.got.map(({ touser }) => touser).sort()).toEqual(sent.sort())
    for (const { touser, body } of standIn.got) {
      const data = body.data as { thing1: { value: string } }
      expect(data.thing1.value).toBe(`P${Number(touser.slice(1))}您好`)
      expect(body.url).toMatch(/^http:\/\/127\.0\.0\.1:4100\/t\/c\/[\w.-]+$/)
    }
    expect(standIn.tokens()).toBe(1)
  })
})
