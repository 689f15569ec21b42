import { sql as raw } from 'kysely'
import type { CampaignDeps } from '../../src/campaign/deps.ts'
import { type CampaignRoom, openCampaign } from '../../src/campaign/index.ts'
import { createConsents } from '../../src/customer/consent/index.ts'
import { zonesOfPeople } from '../../src/customer/contact/zones.ts'
import { createReachHabits } from '../../src/insight/reach-habits/index.ts'
import type { CampaignChannelId } from '../../src/interaction/channels/campaign.ts'
import { templates } from '../../src/interaction/content/templates/index.ts'
import { countByLanguage } from '../../src/interaction/delivery/by-language.ts'
import { enqueueDeliveries } from '../../src/interaction/delivery/enqueue.ts'
import { countDeliveries } from '../../src/interaction/delivery/list.ts'
import { suppressPlanned } from '../../src/interaction/delivery/settle.ts'
import { checkCalls, countCalls, enqueueCalls } from '../../src/interaction/desk/campaign.ts'
import { cancelCampaign } from '../../src/interaction/desk/supervise/by-hand.ts'
import { type ManualClock, manualClock } from '../../src/kit/clock.ts'
import { newId } from '../../src/kit/ids.ts'
import { silentLog } from '../../src/kit/log.ts'
import { createBinder, sql } from '../../src/kit/sql.ts'
import type { Workspace } from '../../src/kit/workspace.ts'
import type { Ledger } from '../../src/stores/ledger/index.ts'
import { getWorkspace } from '../../src/stores/ledger/index.ts'
import type { Warehouse } from '../../src/stores/warehouse/types.ts'

/** What a launch takes: it can be read, and unsubscribed from. */
export const sendableMjml =
  '<mjml><mj-body><mj-section><mj-column><mj-text>Hello <a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text></mj-column></mj-section></mj-body></mjml>'

export interface TestRoom {
  room: CampaignRoom
  workspace: Workspace
  clock: ManualClock
}

/**
 * The room on real engines, with segments of two kinds: `everybody`, and `between` two person keys. The rooms below are
 * tested by themselves; here they only have to answer.
 */
export async function openTestRoom(
  stores: { ledger: Ledger; warehouse: Warehouse },
  workspaceId: number,
  now: Date,
): Promise<TestRoom> {
  const clock = manualClock(now)
  const workspace = await getWorkspace(stores.ledger, { id: workspaceId }, clock)
  const room = openCampaign({ ...testDeps(stores), workspaces: async () => [workspace] })
  return { room, workspace, clock }
}

export const everybody = '00000000-0000-7000-8000-000000000001'
export const firstThousand = '00000000-0000-7000-8000-000000000002'
/** Ids of segments that lie in the bin. */
export const binned = new Set<string>()
/** What segments are for, where not for marketing. */
export const madeFor = new Map<string, string>()
const segments = new Map([
  [everybody, { from: 1, to: 1e9 }],
  [firstThousand, { from: 1, to: 1_000 }],
])

export function testDeps(stores: { ledger: Ledger; warehouse: Warehouse }): Omit<CampaignDeps, 'workspaces'> {
  return {
    ...stores,
    log: silentLog,
    defaultLandingUrl: 'http://127.0.0.1:4100/',
    segments: {
      compile: (workspace, rule, { prefix = 'rule_' } = {}) => {
        const { from, to } = rule as { from: number; to: number }
        const bind = createBinder(prefix)
        return sql`SELECT person_key FROM customers FINAL WHERE workspace_id = ${bind('UInt32', workspace.id)}
                   AND person_key BETWEEN ${bind('UInt64', from)} AND ${bind('UInt64', to)}`
      },
      get: async (_, id) => ({
        id,
        name: id === everybody ? 'Everybody' : 'First thousand',
        rule: segments.get(id),
        words: { en: 'everybody', 'zh-CN': '所有人' },
        purpose: madeFor.get(id) ?? 'marketing',
        deletedAt: binned.has(id) ? '2026-01-01T00:00:00.000Z' : null,
      }),
      create: async () => ({ id: everybody }),
      words: () => ({ en: 'a rule', 'zh-CN': '规则' }),
      requireUse: async () => {},
      selectsByProfile: (rule) => (rule as { to: number }).to < 1e9,
    },
    features: { ensure: async () => {} },
    delivery: {
      enqueue: enqueueDeliveries,
      stop: (trx, workspace, campaignId) => suppressPlanned(trx, async () => {}, workspace, campaignId),
      counts: (workspace, campaignId) => countDeliveries(stores.ledger, workspace, campaignId),
      byLanguage: (workspace, campaignId) => countByLanguage(stores.ledger, workspace, campaignId),
    },
    bestMoments: createReachHabits(stores).bestMoments,
    zonesOf: (workspace, keys) => zonesOfPeople(stores, workspace, keys),
    calls: {
      check: (workspace, call) => checkCalls(stores.ledger.db, workspace, call),
      enqueue: enqueueCalls,
      stop: cancelCampaign,
      counts: (workspace, campaignId) => countCalls(stores.ledger, workspace, campaignId),
    },
    consents: createConsents({
      ...stores,
      vaultOf: async () => {
        throw new Error('nothing is written down here')
      },
    }),
    persons: {
      labels: async (_, keys) => new Map(keys.map((key) => [key, `Customer ${key}`])),
      accounts: async (_, keys) => new Map(keys.map((key) => [key, `K${key}`])),
    },
    templates,
  }
}

export const campaignDefaults = {
  name: 'Test',
  objective: 'retain' as 'retain' | 'grow',
  segmentId: everybody as string | null,
  offerId: null,
  creativeId: null as string | null,
  channel: 'email' as CampaignChannelId,
  landingUrl: null,
  startAt: null as string | null,
  outcomeWindowDays: 30,
  controlShare: 0.2,
  noControlReason: '',
  topicId: null as string | null,
  surveyId: null as string | null,
  bestHour: null as { fromHour: number; toHour: number; withinDays: number } | null,
  budgetMinor: null as number | null,
  costPerContactMinor: 10,
  fixedCostMinor: 0,
  contactCap: { contacts: 2, days: 7 },
  assumptions: { incrementalRate: null as number | null, marginRate: null },
}

/** A complete draft over a segment. */
export async function draft(
  room: CampaignRoom,
  workspace: Workspace,
  change: Partial<typeof campaignDefaults> = {},
) {
  const creative = await room.creatives.create(workspace, {
    name: 'Hello',
    channel: 'email',
    text: '',
    templateNumber: '',
    language: 'en',
    templateId: null,
    subject: 'Hello',
    preheader: '',
    mjml: sendableMjml,
  })
  return room.campaigns.create(
    workspace,
    { ...campaignDefaults, creativeId: creative.id, ...change },
    'user:test',
  )
}

/** A complete draft of a campaign by call, with a team of its own. */
export async function callDraft(t: TestRoom, change: Partial<typeof campaignDefaults> = {}) {
  const teamId = newId()
  const hours = JSON.stringify([{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }])
  await raw`INSERT INTO desk_teams (id, workspace_id, name, kind, hours, created_at)
    VALUES (${teamId}::uuid, ${t.workspace.id}, 'Team', 'call', ${hours}::jsonb, now())`.execute(
    t.room.deps.ledger.db,
  )
  const { id: creativeId } = await t.room.creatives.create(t.workspace, {
    ...{ name: 'Call', channel: 'call', language: 'en', templateId: null, subject: '', preheader: '' },
    ...{ mjml: '', text: '', templateNumber: '' },
    fields: { teamId, reasonEn: 'Their contract ends', reasonZh: '合约即将到期', windowDays: 7 },
  })
  return draft(t.room, t.workspace, { channel: 'call', creativeId, ...change })
}
