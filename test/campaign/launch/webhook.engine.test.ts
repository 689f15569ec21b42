import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { renewSecret } from '../../../src/interaction/connections/secret.ts'
import { stopsOf } from '../../../src/interaction/connections/stops.ts'
import { connectionOf, openedSettings } from '../../../src/interaction/connections/store.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { accountOf, settled } from '../../interaction/support/outbox.ts'
import { type HttpSink, startHttpSink } from '../../support/http-sink.ts'
import { draft } from '../room.ts'
import { type Stage, stageReaching } from './launched.ts'

const count = 40
const by: Actor = { kind: 'system', id: 'test', permissions: new Set() }

describe('a campaign by webhook', () => {
  let stage: Stage
  let fresh: Stage['fresh']
  let t: Stage['t']
  let sink: HttpSink
  let keys: number[]
  let isGone = false
  const deps = () => ({ ledger: fresh.stores.ledger, vaultOf: async () => fresh.vault })
  const worker = () => stage.work()
  const launched = async () => {
    const { id: creativeId } = await t.room.creatives.create(t.workspace, {
      ...{ name: 'Hook', channel: 'webhook', language: 'en', templateId: null },
      ...{ subject: '', preheader: '', mjml: '', text: '', templateNumber: '' },
      fields: { body: '{"hello": "{{ customer.name }}", "link": "{{ links.main }}"}' },
    })
    const campaign = await draft(t.room, t.workspace, { channel: 'webhook', creativeId })
    const { recipients, silent } = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients },
      'user:test',
    )
    await t.room.launching.settled()
    return { id: campaign.id, recipients, silent }
  }
  beforeAll(async () => {
    stage = await stageReaching(count, () => 'sms')
    ;({ fresh, t, keys } = stage)
    sink = await startHttpSink(() => ({ status: isGone ? 410 : 200 }))
    await stage.connect('webhook', { settings: { url: `${sink.url}/hook` }, secrets: { secret: 'typed' } })
  })
  afterAll(async () => {
    await sink?.close()
    await fresh?.close()
  })

  it('has a secret that only we make, shown once, the one before kept for a day', async () => {
    const settings = async () => {
      const record = await connectionOf(fresh.stores.ledger, t.workspace.id, 'webhook')
      return record && ((await openedSettings(deps(), record)) as Record<string, string>)
    }
    expect((await settings())?.secret).toBe('')
    const first = await renewSecret(deps(), t.workspace, 'webhook', by)
    expect(first).toEqual({ secret: expect.stringMatching(/^whsec_/), previousUntil: null })
    const second = await renewSecret(deps(), t.workspace, 'webhook', by)
    expect(await settings()).toMatchObject({ secret: second.secret, previousSecret: first.secret })
    const day = Date.parse(second.previousUntil ?? '') - Date.now()
    expect(day).toBeGreaterThan(86_000_000)
    const rows = await fresh.stores.ledger.db.selectFrom('channel_connections').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(second.secret)
    await expect(renewSecret(deps(), t.workspace, 'email', by)).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })

  it('asks the consent of mail, posts each once by customer number, signed, with a link of ours', async () => {
    const consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
    await fresh.stores.ledger.transaction((trx) =>
      consents.record(trx, t.workspace, [
        {
          ...{ personKey: keys[1] ?? 0, purpose: 'marketing', channel: 'email', state: 'withdrawn' },
          ...{ source: 'test', proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ]),
    )
    const record = await connectionOf(fresh.stores.ledger, t.workspace.id, 'webhook')
    const { secret } = (record && (await openedSettings(deps(), record))) as { secret: string }
    const campaign = await launched()
    expect(campaign.silent).toEqual([expect.objectContaining({ reason: 'consent', customers: 1 })])
    const sending = worker()
    try {
      expect(await settled(fresh.stores.ledger)).toEqual({ sent: campaign.recipients })
    } finally {
      await sending.stop()
    }
    const rows = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(['id', 'person_key'])
      .where('campaign_id', '=', campaign.id)
      .execute()
    const got = sink.taken.map(({ headers, body }) => {
      const { data } = new Webhook(secret).verify(body.toString(), { ...headers }) as {
        data: { account: string; message: { hello: string; link: string } }
      }
      expect(data.message.link).toMatch(/^http:\/\/127\.0\.0\.1:4100\/t\/c\/[\w.-]+$/)
      expect(data.message.hello).toBe(`P${data.account.slice(2)}`)
      return `${headers['webhook-id']} ${data.account}`
    })
    expect(got.sort()).toEqual(rows.map((row) => `${row.id} ${accountOf(Number(row.person_key))}`).sort())
  })

  it('stops by itself when the receiving system is gone for good, and holds what waits', async () => {
    isGone = true
    const before = sink.taken.length
    const { recipients } = await launched()
    const sending = worker()
    try {
      await expect
        .poll(async () => (await stopsOf(fresh.stores.ledger, t.workspace.id)).has('webhook'), {
          timeout: 20_000,
        })
        .toBe(true)
    } finally {
      await sending.stop()
    }
    expect(sink.taken.length - before).toBeLessThanOrEqual(5)
    const { waiting } = await fresh.stores.ledger.db
      .selectFrom('deliveries')
      .select(({ fn }) => fn.countAll<string>().as('waiting'))
      .where('status', '=', 'planned')
      .executeTakeFirstOrThrow()
    expect(Number(waiting)).toBe(recipients)
  })
})
