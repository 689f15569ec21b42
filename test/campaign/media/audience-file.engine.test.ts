import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseAudience } from '../../../src/campaign/media/choose.ts'
import type { MediaDeps } from '../../../src/campaign/media/deps.ts'
import { audienceFormats } from '../../../src/campaign/media/formats/index.ts'
import { mediaRoutes } from '../../../src/campaign/media/routes.ts'
import { createConsents } from '../../../src/customer/consent/index.ts'
import type { Consents } from '../../../src/customer/index.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { phoneOf } from '../../interaction/support/outbox.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { draft, everybody, firstThousand, openTestRoom, type TestRoom, testDeps } from '../room.ts'

const count = 60
let fresh: FreshStores
let t: TestRoom
let consents: Consents
let deps: MediaDeps
let keys: number[]
const [tencent] = audienceFormats
const hashOf = (key: number) => createHash('md5').update(phoneOf(key).slice(3)).digest('hex')

beforeAll(async () => {
  fresh = await freshStores()
  const { ledger, warehouse } = fresh.stores
  const made = await ledger.db
    .insertInto('persons')
    .values(Array.from({ length: count }, () => ({ workspace_id: fresh.workspaceId, import_id: null })))
    .returning('person_key')
    .execute()
  keys = made.map(({ person_key }) => Number(person_key)).sort((a, b) => a - b)
  await insertCustomers(
    warehouse,
    fresh.workspaceId,
    keys.map((person) => ({ person })),
  )
  t = await openTestRoom(fresh.stores, fresh.workspaceId, new Date('2026-03-01T08:00:00Z'))
  consents = createConsents({ ...fresh.stores, vaultOf: async () => fresh.vault })
  deps = {
    ...testDeps(fresh.stores),
    addressesOf: async (_, people) =>
      new Map(
        people
          .filter((key) => key !== keys[59])
          .map((key) => [
            key,
            { address: phoneOf(key), blindIndex: fresh.vault.blindIndex('phone', phoneOf(key)) },
          ]),
      ),
    smallestGroup: async () => 5,
  }
  await say(keys.slice(0, 50).concat(keys.slice(55)), 'sharing', '*', 'given')
})
afterAll(() => fresh?.close())

function say(people: readonly number[], purpose: string, channel: string, state: 'given' | 'withdrawn') {
  return fresh.stores.ledger.transaction((trx) =>
    consents.record(
      trx,
      t.workspace,
      people.map((personKey) => ({
        ...{ personKey, purpose, channel, state, source: 'test' },
        ...{ proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
      })),
    ),
  )
}
const choose = (segmentId = everybody, campaignId: string | null = null) => {
  if (!tencent) throw new Error('no format')
  return chooseAudience(deps, t.workspace, { segmentId, campaignId }, tencent)
}

describe('a file for an advertising platform', () => {
  it('holds only whose data may be shared: silence is no consent, whatever the policy says of messages', async () => {
    const { people, rows, leftOut } = await choose()
    expect(people).toBe(count)
    expect(leftOut).toEqual({ control: 0, noSharing: 5, noProfiling: 0, doNotSend: 0, noKey: 1 })
    expect(rows.flat()).toEqual([...keys.slice(0, 50), ...keys.slice(55, 59)].map(hashOf))
  })

  it('leaves out who refused to be chosen by profile, where the rule looks at one', async () => {
    const [refused = 0] = keys
    await say([refused], 'profiling', '*', 'withdrawn')
    const chosen = await choose(firstThousand)
    expect(chosen.leftOut.noProfiling).toBe(1)
    expect(chosen.rows.flat()).not.toContain(hashOf(refused))
    expect((await choose()).rows.flat()).toContain(hashOf(refused))
  })

  it('leaves out addresses of the do-not-send list and the control group of the campaign', async () => {
    const { ledger } = fresh.stores
    const listed = keys[3] ?? 0
    await ledger.db
      .insertInto('do_not_send')
      .values({
        ...{ id: '0197aaaa-0000-7000-8000-000000000009', workspace_id: fresh.workspaceId, channel: 'sms' },
        ...{ blind_index: fresh.vault.blindIndex('phone', phoneOf(listed)), ciphertext: null },
        ...{ reason: 'test', source: 'staff', at: t.clock.now() },
      })
      .execute()
    const campaign = await draft(t.room, t.workspace, { controlShare: 0.5 })
    await expect(choose(everybody, campaign.id)).rejects.toMatchObject({ code: 'campaign.notRunning' })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    await t.room.launching.launch(
      t.workspace,
      campaign.id,
      { version: campaign.version, recipients },
      'user:test',
    )
    await t.room.launching.settled()
    const chosen = await choose(everybody, campaign.id)
    expect(chosen.leftOut.control).toBeGreaterThan(10)
    const deliveries = await ledger.db
      .selectFrom('deliveries')
      .select('person_key')
      .where('campaign_id', '=', campaign.id)
      .execute()
    const treated = new Set(deliveries.map(({ person_key }) => hashOf(Number(person_key))))
    expect(chosen.rows.flat().filter((hash) => !treated.has(hash))).toEqual([])
    expect(chosen.rows.flat()).not.toContain(hashOf(listed))
  })

  it('is refused where so few are left that they could be recognised, and each one taken is written down', async () => {
    const route = mediaRoutes(deps).find(({ endpoint }) => endpoint.id === 'takeAudienceFile')
    const few = mediaRoutes({ ...deps, smallestGroup: async () => 100 }).find(
      ({ endpoint }) => endpoint.id === 'takeAudienceFile',
    )
    const context = {
      workspace: t.workspace,
      actor: { kind: 'user', id: 'test', permissions: new Set() },
    } as unknown as RequestContext
    const body = {
      segmentId: everybody,
      format: 'tencent',
      campaignId: null,
      use: 'target',
      reason: 'spring',
    }
    const input = { params: {}, query: {}, body, upload: null }
    await expect(few?.handle(context, input)).rejects.toMatchObject({ code: 'campaign.fewForFile' })
    const answer = (await route?.handle(context, input)) as { raw: NodeJS.ReadableStream; fileName: string }
    let text = ''
    for await (const chunk of answer.raw) text += chunk
    expect(text.trim().split('\r\n')).toEqual((await choose()).rows.flat())
    expect(answer.fileName).toBe('target-tencent.csv')
    const audit = await fresh.stores.ledger.db
      .selectFrom('audit_log')
      .select('detail')
      .where('action', '=', 'media.audience_file')
      .execute()
    expect(audit).toHaveLength(1)
    expect(audit[0]?.detail).toMatchObject({ format: 'tencent', for: 'target', purpose: 'spring' })
    expect(JSON.stringify(audit)).not.toMatch(/\+86138/)
  })
})
