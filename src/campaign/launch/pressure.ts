import { saltedDraw } from '@liangti/models'
import { sql as raw } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import {
  type DueDelivery,
  daysBetween,
  reached,
  refusingTopic,
  type SendVerdict,
  serviceSteps,
  wishesOf,
} from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { CampaignDeps } from '../deps.ts'
import { addDays } from '../time.ts'

/** The customer's own pace and pause, which stand above what any campaign allows itself. */
export async function refusedByWish(
  deps: Pick<CampaignDeps, 'ledger'>,
  workspace: Workspace,
  deliveries: readonly DueDelivery[],
  now: Date,
): Promise<Map<string, SendVerdict>> {
  const refusals = new Map<string, SendVerdict>()
  const wishes = await wishesOf(
    deps.ledger.db,
    workspace,
    deliveries.map((d) => d.personKey),
  )
  const byDays = new Map<number, DueDelivery[]>()
  for (const d of deliveries) {
    const wish = wishes.get(d.personKey)
    if (!wish) continue
    const days = daysBetween(wish.pace)
    if (wish.pausedUntil !== null)
      refusals.set(d.id, {
        verdict: 'never',
        reason: 'paused',
        params: { until: dayOf(workspace, wish.pausedUntil) },
      })
    else if (days !== null) byDays.set(days, [...(byDays.get(days) ?? []), d])
  }
  for (const [days, asked] of byDays) {
    const contactsOf = await recentContacts(deps.ledger, workspace, asked, addDays(now, -days))
    for (const d of asked) {
      const { sent, leaving } = contactsOf.get(d.personKey) ?? { sent: 0, leaving: 0 }
      if (sent > 0) refusals.set(d.id, { verdict: 'never', reason: 'own_pace', params: { days } })
      else if (leaving > 0) refusals.set(d.id, { verdict: 'later', until: waitFor(d.id, now) })
    }
  }
  return refusals
}

/** Whoever does not want to hear of what a campaign is about. */
export async function refusedByTopic(
  { ledger }: Pick<CampaignDeps, 'ledger'>,
  workspace: Workspace,
  topicId: string | null,
  deliveries: readonly DueDelivery[],
): Promise<Map<string, SendVerdict>> {
  if (topicId === null) return new Map()
  const keys = deliveries.map((d) => d.personKey)
  const refusing = await refusingTopic(ledger.db, workspace.id, topicId, keys)
  return new Map(
    deliveries
      .filter((d) => refusing.has(d.personKey))
      .map((d) => [d.id, { verdict: 'never', reason: 'topic_refused' }]),
  )
}

function dayOf(workspace: Workspace, at: Date): string {
  return at.toLocaleDateString('sv-SE', { timeZone: workspace.timeZone })
}

export interface Contacts {
  /** Went out, or may have; calls that somebody took. */
  sent: number
  /** Held by a sender or an agent at this moment: whether they go out is not known yet. */
  leaving: number
}

/**
 * Messages and calls to these people since an instant, whatever they came from; those asked about left out. A sender, and
 * an agent, takes its lease before it asks, so of two that leave at the same moment at least one sees the other.
 */
export async function recentContacts(
  ledger: Ledger,
  workspace: Workspace,
  asked: readonly DueDelivery[],
  since: Date,
): Promise<Map<number, Contacts>> {
  if (asked.length === 0) return new Map()
  const members = await keysOf(
    ledger.db,
    asked.map((d) => d.personKey),
  )
  const keys = [...new Set([...members.values()].flat())]
  const ids = asked.map((d) => d.id)
  const both = await Promise.all([
    messagesTo(ledger, workspace, keys, ids, since),
    callsTo(ledger, workspace, keys, ids, since),
  ])
  const ofKey = new Map<number, Contacts>()
  for (const row of both.flat()) {
    const known = ofKey.get(row.key) ?? { sent: 0, leaving: 0 }
    ofKey.set(row.key, { sent: known.sent + row.sent, leaving: known.leaving + row.leaving })
  }
  // Contacts with any key of a person are contacts with the person.
  return new Map(
    [...members].map(([key, own]) => [
      key,
      {
        sent: own.reduce((sum, each) => sum + (ofKey.get(each)?.sent ?? 0), 0),
        leaving: own.reduce((sum, each) => sum + (ofKey.get(each)?.leaving ?? 0), 0),
      },
    ]),
  )
}

type OfKey = Contacts & { key: number }
interface Row {
  person_key: string
  sent: string
  leaving: string
}
const contactsOfKey = ({ person_key, sent, leaving }: Row): OfKey => ({
  key: Number(person_key),
  sent: Number(sent),
  leaving: Number(leaving),
})

async function messagesTo(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
  asked: readonly string[],
  since: Date,
): Promise<OfKey[]> {
  const { rows } = await raw<Row>`
    SELECT person_key::text AS person_key,
           count(*) FILTER (WHERE status IN ('sent', 'unknown'))::text AS sent,
           count(*) FILTER (WHERE status IN ('planned', 'sending'))::text AS leaving
    FROM deliveries
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) AND step <> ALL(${serviceSteps}::text[])
      AND NOT id = ANY(${[...asked]}::uuid[])
      AND ((status IN ('sent', 'unknown') AND coalesce(ended_at, sending_at) > ${since}::timestamptz)
           OR status = 'sending' OR (status = 'planned' AND lease_until > now()))
    GROUP BY person_key`.execute(ledger.db)
  return rows.map(contactsOfKey)
}

/** Calls somebody took, and tasks in the hands of an agent or on the list of a dialler at this moment. */
async function callsTo(
  ledger: Ledger,
  workspace: Workspace,
  keys: readonly number[],
  asked: readonly string[],
  since: Date,
): Promise<OfKey[]> {
  const { rows } = await raw<Row>`
    SELECT person_key::text AS person_key, sum(sent)::text AS sent, sum(leaving)::text AS leaving FROM (
      SELECT person_key, 1 AS sent, 0 AS leaving FROM desk_calls
      WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) AND undone_at IS NULL
        AND outcome = ANY(${[...reached]}::text[]) AND at > ${since}::timestamptz AND NOT task_id = ANY(${[...asked]}::uuid[])
      UNION ALL
      SELECT person_key, 0, 1 FROM desk_tasks
      WHERE workspace_id = ${workspace.id} AND person_key = ANY(${[...keys]}::bigint[]) AND state = 'claimed'
        AND lease_until > clock_timestamp() AND NOT id = ANY(${[...asked]}::uuid[])) AS calls
    GROUP BY person_key`.execute(ledger.db)
  return rows.map(contactsOfKey)
}

/** Two that wait for each other must not come back together, so each waits its own while: 5 to 15 seconds. */
export function waitFor(deliveryId: string, now: Date): Date {
  return new Date(now.getTime() + 5_000 + Math.floor(saltedDraw('contact-cap', deliveryId) * 10_000))
}
