import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { decidedPeople } from '../audience/decided.ts'
import { campaignErrors } from '../errors.ts'
import { isoTime } from '../time.ts'
import type { MediaDeps } from './deps.ts'
import type { AudienceFormat, AudienceKey, KnownKeys } from './formats/format.ts'

/** More are taken in several segments; platforms take no more at once either. */
export const mostPeople = 1_000_000
const atOnce = 5_000

export interface AudienceWish {
  segmentId: string
  /** Its control group is left out, so that the platform's advertisements do not blur what it is measured by. */
  campaignId: string | null
}

export interface LeftOut {
  control: number
  noSharing: number
  noProfiling: number
  doNotSend: number
  noKey: number
}

export interface ChosenPeople {
  people: number
  leftOut: LeftOut
  /** Hashed rows, in the order of customer numbers. */
  rows: string[][]
}

/**
 * Who of a segment may be handed to a platform, and as what: the sharing of their data is allowed (asked person by person),
 * they have not refused to be chosen by profile where the rule does, and the address is on no do-not-send list.
 * @throws campaign.tooManyForFile, privacy.purposeLimited
 */
export async function chooseAudience(
  deps: MediaDeps,
  workspace: Workspace,
  wish: AudienceWish,
  format: AudienceFormat,
): Promise<ChosenPeople> {
  const segment = await deps.segments.get(workspace, wish.segmentId)
  await deps.segments.requireUse(workspace, segment.rule, 'sharing')
  const byProfile = deps.segments.selectsByProfile(segment.rule)
  const [keys, control] = [
    await membersOf(deps, workspace, segment.rule),
    await controlOf(deps, workspace, wish),
  ]
  const leftOut: LeftOut = { control: 0, noSharing: 0, noProfiling: 0, doNotSend: 0, noKey: 0 }
  const rows: string[][] = []
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce)
    const rest = some.filter((key) => !control.has(key))
    leftOut.control += some.length - rest.length
    const sharing = await deps.consents.mayContact(workspace, rest, { purpose: 'sharing', channel: '*' })
    const profiling = byProfile
      ? await deps.consents.mayContact(workspace, rest, { purpose: 'profiling', channel: '*' })
      : null
    const allowed = rest.filter((key) => {
      if (sharing.get(key)?.allowed !== true) leftOut.noSharing++
      else if (profiling !== null && profiling.get(key)?.allowed !== true) leftOut.noProfiling++
      else return true
      return false
    })
    const { known, listed } = await keysOf(deps, workspace, allowed, format.keys)
    for (const key of allowed) {
      const row = format.row(known.get(key) ?? {})
      if (row !== null) rows.push([...row])
      else if (listed.has(key)) leftOut.doNotSend++
      else leftOut.noKey++
    }
  }
  return { people: keys.length, leftOut, rows }
}

async function membersOf(deps: MediaDeps, workspace: Workspace, rule: unknown): Promise<number[]> {
  const members = await deps.segments.compile(workspace, rule)
  const found = await deps.warehouse.rows(
    sql`SELECT DISTINCT person_key AS personKey FROM (${members}) WHERE person_key != 0 ORDER BY personKey
      LIMIT ${createBinder('media_')('UInt32', mostPeople + 1)}`,
    z.object({ personKey: int64() }),
    { pool: 'long' },
  )
  if (found.length > mostPeople) throw campaignErrors.tooManyForFile({ most: mostPeople })
  return found.map(({ personKey }) => personKey)
}

/** @throws campaign.notRunning where there is no such campaign, or nothing was drawn yet */
async function controlOf(
  deps: MediaDeps,
  workspace: Workspace,
  { campaignId }: AudienceWish,
): Promise<ReadonlySet<number>> {
  if (campaignId === null) return new Set()
  const row = await deps.ledger.db
    .selectFrom('campaigns')
    .select(['name', 'status', 'decided_at'])
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', campaignId)
    .executeTakeFirst()
  if (!row || row.decided_at === null)
    throw campaignErrors.notRunning({ name: row?.name ?? campaignId, status: row?.status ?? '–' })
  const bind = createBinder('control_')
  const campaign = sql`workspace_id = ${bind('UInt32', workspace.id)} AND campaign_id = ${bind('UUID', campaignId)}
    AND decided_at = ${bind("DateTime64(3, 'UTC')", isoTime(row.decided_at))}`
  const rows = await deps.warehouse.rows(
    sql`SELECT person_key AS personKey FROM ${decidedPeople(campaign)} WHERE arm = 'control'`,
    z.object({ personKey: int64() }),
    { pool: 'long' },
  )
  return new Set(rows.map(({ personKey }) => personKey))
}

const channelOf: Record<AudienceKey, string> = { email: 'email', phone: 'sms' }

/** Contact details of people, without those on a do-not-send list. */
async function keysOf(
  deps: MediaDeps,
  workspace: Workspace,
  people: readonly number[],
  keys: readonly AudienceKey[],
): Promise<{ known: Map<number, KnownKeys>; listed: Set<number> }> {
  const known = new Map<number, KnownKeys>()
  const listed = new Set<number>()
  if (people.length === 0) return { known, listed }
  for (const key of keys) {
    const found = await deps.addressesOf(workspace, people, key)
    const indexes = [...found.values()].map(({ blindIndex }) => blindIndex)
    const barred = new Set(
      indexes.length === 0
        ? []
        : (
            await deps.ledger.db
              .selectFrom('do_not_send')
              .select('blind_index')
              .where('workspace_id', '=', workspace.id)
              .where('channel', '=', channelOf[key])
              .where('blind_index', 'in', indexes)
              .execute()
          ).map(({ blind_index }) => blind_index.toString('hex')),
    )
    for (const [person, { address, blindIndex }] of found)
      if (barred.has(blindIndex.toString('hex'))) listed.add(person)
      else known.set(person, { ...known.get(person), [key]: address })
  }
  return { known, listed }
}
