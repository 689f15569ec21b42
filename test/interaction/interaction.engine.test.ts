import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reasonCodes, reasonInWords } from '../../src/interaction/delivery/reasons.ts'
import { type Interaction, interactionRoutes, openInteraction } from '../../src/interaction/index.ts'
import type { Actor, RequestContext } from '../../src/kit/api.ts'
import { newId } from '../../src/kit/ids.ts'
import { silentLog } from '../../src/kit/log.ts'
import { nobodyThere, recipientsWith, recordTouches, recordWithdrawal } from './support/outbox.ts'
import { type Stage, setStage } from './support/stage.ts'

let stage: Stage
let room: Interaction
const actor: Actor = { kind: 'user', id: 'u1', permissions: new Set() }

beforeAll(async () => {
  stage = await setStage()
  room = openInteraction({
    ledger: stage.ledger,
    log: silentLog,
    vaultOf: async () => stage.vault,
    workspaceOf: async () => stage.workspace,
    workspaces: async () => [stage.workspace],
    recordTouches,
    recipientsOf: recipientsWith(stage.vault),
    recordWithdrawal,
    choices: { of: async () => [], record: async () => {} },
    hearComplaint: async () => null,
    address: () => 'http://127.0.0.1:4100',
    peopleAt: nobodyThere,
    forgetAddress: async () => 0,
    meetFollower: async () => {},
    siteOf: async () => null,
    labels: async () => new Map(),
    findPeople: async () => [],
    prospects: {
      make: async () => ({ customerId: null, changeId: null, known: [] }),
      unmake: async () => {},
    },
    dnsServers: '',
    campaignNames: async (_w, ids) => new Map(ids.map((id) => [id, 'Autumn'])),
    privateHosts: [],
    catcher: () => null,
    smsCatcher: () => null,
    assetUses: async () => new Map(),
  })
})
afterAll(() => stage.close())

/** As the server does: input checked by the endpoint, answer held against its schema. */
async function call(id: string, input: { query?: object; params?: object; body?: object } = {}) {
  const found = interactionRoutes(room).find((each) => each.endpoint.id === id)
  if (!found) throw new Error(`There is no ${id}.`)
  const { endpoint } = found
  const context = { workspace: stage.workspace, actor, locale: 'en' } as unknown as RequestContext
  const answer = await found.handle(context, {
    params: input.params,
    query: endpoint.query?.parse(input.query ?? {}),
    body: endpoint.body?.parse(input.body),
    upload: null,
  })
  return endpoint.response.parse(answer) as Record<string, never> & {
    items: Record<string, unknown>[]
    nextCursor: string | null
  }
}

describe('deliveries', () => {
  beforeAll(async () => {
    await stage.plan(5)
    await sql`UPDATE deliveries SET status = 'failed', reason = 'address_refused', reason_params = '{"reply":550,"status":"5.1.1"}',
              ended_at = planned_at WHERE person_key = 2`.execute(stage.ledger.db)
  })

  it('are listed newest first, page by page, with reasons in words', async () => {
    const first = await call('listDeliveries', { query: { limit: 3 } })
    const second = await call('listDeliveries', { query: { limit: 3, cursor: first.nextCursor } })
    expect([...first.items, ...second.items].map((item) => item.customerId)).toEqual([
      '5',
      '4',
      '3',
      '2',
      '1',
    ])
    expect(second.nextCursor).toBeNull()
    expect(second.items[0]).toMatchObject({
      status: 'failed',
      campaignName: 'Autumn',
      reason: {
        en: 'The mail server does not take this address (550 5.1.1)',
        'zh-CN': '邮件服务器拒收该地址（550 5.1.1）',
      },
    })
  })

  it.each([
    [{ status: 'failed' }, 1],
    [{ customer: '3' }, 1],
    [{ campaign: newId() }, 0],
    [{ campaign: 'not an id' }, 0],
    [{ cursor: 'nonsense' }, 0],
  ])('are found by %o', async (query, count) => {
    expect((await call('listDeliveries', { query })).items).toHaveLength(count)
  })

  it('stop with their campaign, once', async () => {
    const stop = () =>
      stage.ledger.transaction((trx) => room.delivery.stop(trx, stage.workspace, stage.campaignId))
    expect(await stop()).toBe(4)
    expect(await stop()).toBe(0)
    expect(await room.delivery.counts(stage.workspace, stage.campaignId)).toMatchObject({
      planned: 0,
      suppressed: 4,
      failed: 1,
    })
  })
})

it('every reason speaks both languages', () => {
  for (const code of reasonCodes()) {
    const words = reasonInWords(code, {})
    expect(words?.['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
    expect(words?.en).toMatch(/^[A-Z]/)
  }
  expect(reasonInWords('of_another_room', {})).toEqual({ en: 'of another room', 'zh-CN': 'of another room' })
})

describe('do-not-send list', () => {
  const addresses = ['Li@X.example', ' li@x.example ', 'wang@x.example', 'nonsense']

  it('takes addresses once, whatever their spelling, and names those that are none', async () => {
    const body = { channel: 'email', addresses, reason: 'asked by telephone' }
    expect(await call('addDoNotSend', { body })).toEqual({ added: 2, already: 1, invalid: ['nonsense'] })
    expect(await call('addDoNotSend', { body })).toEqual({ added: 0, already: 3, invalid: ['nonsense'] })
  })

  it('shows them masked, and finds one exactly', async () => {
    const all = await call('listDoNotSend', { body: {} })
    expect(all.items.map((item) => item.masked).sort()).toEqual(['l***@x.example', 'w***@x.example'])
    expect((await call('listDoNotSend', { body: { address: 'LI@x.example' } })).items).toHaveLength(1)
    expect((await call('listDoNotSend', { body: { address: 'zhao@x.example' } })).items).toHaveLength(0)
  })

  it('lets staff take back what staff did, and writes both down', async () => {
    const [entry] = (await call('listDoNotSend', { body: { address: 'wang@x.example' } })).items
    expect(await call('removeDoNotSend', { params: { id: String(entry?.id) } })).toEqual({ removed: true })
    expect(await call('removeDoNotSend', { params: { id: String(entry?.id) } })).toEqual({ removed: false })
    const audit = await stage.ledger.db.selectFrom('audit_log').select(['action', 'detail']).execute()
    expect(audit.map((row) => row.action)).toEqual([
      'do_not_send.add',
      'do_not_send.add',
      'do_not_send.remove',
    ])
    expect(JSON.stringify(audit)).not.toContain('x.example')
  })

  it('does not let staff undo what the customer asked for', async () => {
    await room.doNotSend.add(
      stage.workspace,
      { channel: 'email', addresses: ['li@x.example'], reason: '', source: 'customer' },
      actor,
    )
    const [entry] = (await call('listDoNotSend', { body: { address: 'li@x.example' } })).items
    expect(entry?.source).toBe('customer')
    await expect(call('removeDoNotSend', { params: { id: String(entry?.id) } })).rejects.toMatchObject({
      code: 'interaction.customerUnsubscribed',
    })
  })
})
