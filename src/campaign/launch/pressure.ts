import { saltedDraw } from '@liangti/models'
import { sql as raw } from 'kysely'
import { keysOf } from '../../customer/index.ts'
import {
  type DueDelivery,
  daysBetween,
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

function dayOf(workspace: Workspace, at: Date): string {
  return at.toLocaleDateString('sv-SE', { timeZone: workspace.timeZone })
}

export interface Contacts {
  /** Went out, or may have. */
  sent: number
  /** Held by a sender at this moment: whether they go out is not known yet. */
  leaving: number
}

/**
 * Messages of any campaign to these people since an instant, those asked about left out. A sender takes its lease before
 * it asks, so of two messages that leave at the same moment at least one sees the other.
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
  const { rows } = await raw<{ person_key: string; sent: string; leaving: string }>`
    SELECT person_key::text AS person_key,
           count(*) FILTER (WHERE status IN ('sent', 'unknown'))::text AS sent,
           count(*) FILTER (WHERE status IN ('planned', 'sending'))::text AS leaving
    FROM deliveries
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[]) AND step <> ALL(${serviceSteps}::text[])
      AND NOT id = ANY(${asked.map((d) => d.id)}::uuid[])
      AND ((status IN ('sent', 'unknown') AND coalesce(ended_at, sending_at) > ${since}::timestamptz)
           OR status = 'sending' OR (status = 'planned' AND lease_until > now()))
    GROUP BY person_key`.execute(ledger.db)
  const ofKey = new Map(
    rows.map((row) => [Number(row.person_key), { sent: Number(row.sent), leaving: Number(row.leaving) }]),
  )
  // Messages to any key of a person are messages to the person.
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

/** Two that wait for each other must not come back together, so each waits its own while: 5 to 15 seconds. */
export function waitFor(deliveryId: string, now: Date): Date {
  return new Date(now.getTime() + 5_000 + Math.floor(saltedDraw('contact-cap', deliveryId) * 10_000))
}
