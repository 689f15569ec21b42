import { z } from 'zod'
import { createBinder, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import { foldConsent, isAllowed, strictest } from '../../consent/fold.ts'
import { policyOf } from '../../consent/policy.ts'
import { allChannels, channelsOf } from '../../consent/purposes.ts'
import { newestEntries } from '../../consent/states.ts'
import { personNow } from '../../identity/person-now.ts'
import { needsOfMany } from '../../needs/of-many.ts'
import type { ProfilePorts } from '../ports.ts'
import { attributesOfMany } from '../profile.ts'
import { customerRows, type ProfileDeps } from '../rows.ts'
import type { servedProfile } from './api.ts'

export type ServedProfile = z.output<typeof servedProfile>
export interface BuiltProfile {
  profile: ServedProfile
  /** A consent runs out then, or what somebody said they need, and what is said of it is no longer true. */
  validUntil: Date | null
}

const lastOf = 5
const noCampaign = '00000000-0000-0000-0000-000000000000'

/** Profiles of these people, by key of today; set by set, never person by person. Unknown keys are left out. */
export async function buildProfiles(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Map<number, BuiltProfile>> {
  const builtAt = workspace.clock.now().toISOString()
  const snapshot = await ports.latestSnapshot(workspace)
  const rows = await customerRows(deps, workspace, keys, snapshot)
  const people = rows.map((row) => Number(row.customerId))
  if (people.length === 0) return new Map()
  const members = await deps.persons.keysOf(workspace, people)
  const everyKey = [...new Set([...members.values()].flat())]
  const [attributes, computed, segments, consents, needs, orders, touches] = await Promise.all([
    attributesOfMany(deps, workspace, everyKey),
    ports.computedOf(workspace, people),
    ports.segmentsOfMany(workspace, people),
    consentsOf(deps, workspace, members),
    needsOfMany(deps, workspace, everyKey),
    lastOrders(deps, workspace, everyKey),
    lastTouches(deps, workspace, everyKey),
  ])
  return new Map(
    rows.map((row): [number, BuiltProfile] => {
      const key = Number(row.customerId)
      const consent = consents.get(key)
      const known = Object.fromEntries((attributes.get(key) ?? []).map(({ name, value }) => [name, value]))
      const profile: ServedProfile = {
        customerId: row.customerId,
        label: row.label,
        status: row.status,
        currency: workspace.currency,
        attributes: { ...(row.city === '' ? {} : { city: row.city }), ...known },
        computed: (computed.get(key) ?? []).map(({ id, label, value }) => ({ id, label, value })),
        reachable: row.reachable,
        value: {
          orders: row.orders,
          monetaryMinor: row.monetaryMinor,
          firstOrderAt: row.firstOrderAt,
          lastOrderAt: row.lastOrderAt,
          r: row.r,
          f: row.f,
          m: row.m,
        },
        segments: segments.get(key) ?? [],
        consents: consent?.cells ?? [],
        needs: needs.get(key)?.needs ?? [],
        lastOrders: orders.get(key) ?? [],
        lastTouches: touches.get(key) ?? [],
        leftOut: [],
        builtAt,
      }
      return [key, { profile, validUntil: first(consent?.validUntil, needs.get(key)?.until) }]
    }),
  )
}

const first = (...times: (Date | null | undefined)[]): Date | null =>
  times.flatMap((time) => time ?? []).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null

/** As the matrix of a customer's page says it, for many at once. */
async function consentsOf(
  { ledger }: ProfileDeps,
  workspace: Workspace,
  members: ReadonlyMap<number, number[]>,
) {
  const policy = await policyOf(ledger.db, workspace.id)
  const now = workspace.clock.now()
  const entries = await newestEntries(
    ledger.db,
    workspace.id,
    [...new Set([...members.values()].flat())],
    policy.purposes.map(({ id }) => id),
  )
  const byCell = new Map(entries.map((one) => [`${one.personKey} ${one.purpose} ${one.channel}`, one]))
  return new Map(
    [...members].map(([key, keys]) => {
      const cells = policy.purposes.flatMap((purpose) =>
        channelsOf(purpose).map((channel) => {
          const find = (of: number, by: string) => byCell.get(`${of} ${purpose.id} ${by}`) ?? null
          const state = strictest(
            keys.map((of) => foldConsent(find(of, channel), find(of, allChannels), now).state),
          )
          const allowed = isAllowed(state, policy.allowsUnrecorded(purpose.id, channel))
          return { purpose: purpose.id, channel, state, allowed }
        }),
      )
      const ends = entries
        .filter((one) => keys.includes(one.personKey) && one.expiresAt !== null && one.expiresAt > now)
        .map((one) => one.expiresAt?.getTime() ?? 0)
      return [key, { cells, validUntil: ends.length === 0 ? null : new Date(Math.min(...ends)) }] as const
    }),
  )
}

async function lastOrders({ warehouse }: ProfileDeps, workspace: Workspace, keys: readonly number[]) {
  const bind = createBinder('o')
  const rows = await warehouse.rows(
    sql`SELECT ${personNow()} AS person, order_id AS orderId, toUnixTimestamp64Milli(min(ts)) AS ms, sum(amount_minor) AS amountMinor,
        any(currency) AS currency
      FROM order_lines WHERE workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])})
      GROUP BY person, order_id ORDER BY person, ms DESC, order_id DESC LIMIT ${bind('UInt32', lastOf)} BY person`,
    z.object({
      person: int64(),
      orderId: z.string(),
      ms: int64(),
      amountMinor: int64(),
      currency: z.string(),
    }),
  )
  return grouped(rows, ({ orderId, ms, amountMinor, currency }) => ({
    orderId,
    at: new Date(ms).toISOString(),
    amountMinor,
    currency,
  }))
}

async function lastTouches({ warehouse }: ProfileDeps, workspace: Workspace, keys: readonly number[]) {
  const bind = createBinder('t')
  const rows = await warehouse.rows(
    sql`SELECT ${personNow()} AS person, toUnixTimestamp64Milli(ts) AS ms, toString(channel) AS channel, toString(kind) AS kind,
        toString(campaign_id) AS campaign
      FROM touches FINAL WHERE workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])})
      ORDER BY person, ts DESC, touch_id DESC LIMIT ${bind('UInt32', lastOf)} BY person`,
    z.object({
      person: int64(),
      ms: int64(),
      channel: z.string(),
      kind: z.string(),
      campaign: z.string(),
    }),
  )
  return grouped(rows, ({ ms, channel, kind, campaign }) => ({
    at: new Date(ms).toISOString(),
    channel,
    kind,
    campaignId: campaign === noCampaign ? null : campaign,
  }))
}

function grouped<R extends { person: number }, T>(
  rows: readonly R[],
  shape: (row: R) => T,
): Map<number, T[]> {
  const by = new Map<number, T[]>()
  for (const row of rows) by.set(row.person, [...(by.get(row.person) ?? []), shape(row)])
  return by
}
