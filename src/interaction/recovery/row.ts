import { sql } from 'kysely'
import type { z } from 'zod'
import { namesOf } from '../../customer/index.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { caseRow } from './api.ts'
import type { CaseRow, RemedyRow } from './handling/change.ts'

export type Row = z.input<typeof caseRow>
/** With the newest remedy of the round. */
export type Listed = CaseRow & { remedy_label: string | null; remedy_state: RemedyRow['state'] | null }

/** The columns of a case with its newest remedy of the round. */
export const listed = sql`c.*, r.label AS remedy_label, r.state AS remedy_state FROM cases c
  LEFT JOIN LATERAL (SELECT label, state FROM case_remedies WHERE case_id = c.id AND round = c.round
    ORDER BY (state IN ('waiting', 'ready', 'given')) DESC, proposed_at DESC, id DESC LIMIT 1) r ON true`

/** Names of owners and of whom a case was carried to, by `user:id`. */
export const membersOf = (ledger: Ledger, rows: readonly Pick<CaseRow, 'owner' | 'escalated_to'>[]) =>
  namesOf(
    ledger,
    rows.flatMap(({ owner, escalated_to }) => [`user:${owner ?? ''}`, `user:${escalated_to ?? ''}`]),
  )

export interface Around {
  /** Today's key of each key. */
  current: ReadonlyMap<number, number>
  /** By `user:id`. */
  names: ReadonlyMap<string, string>
  now: Date
}
const carriedTo = ['none', 'warned', 'supervisor', 'head'] as const

/** A case as lists show it. */
export function rowOf(row: Listed, { current, names, now }: Around): Row {
  const member = (id: string | null) => (id === null ? null : { id, name: names.get(`user:${id}`) ?? '' })
  const key = Number(row.person_key)
  return {
    ...{ id: row.id, customerId: String(current.get(key) ?? key), channel: row.channel },
    ...{
      topics: row.topics as Row['topics'],
      severity: row.severity,
      tier: row.tier,
      priority: row.priority,
    },
    receivedAt: row.received_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    answeredAt: row.answered_at?.toISOString() ?? null,
    clock: clockOf(row, now),
    owner: member(row.owner),
    escalation: carriedTo[row.escalation] ?? 'none',
    escalatedTo: member(row.escalated_to),
    remedy:
      row.remedy_label === null || row.remedy_state === null
        ? null
        : { label: row.remedy_label, state: row.remedy_state },
    closedAt: row.closed_at?.toISOString() ?? null,
    outcome: row.outcome,
  }
}

function clockOf(row: CaseRow, now: Date): Row['clock'] {
  if (row.answered_at !== null) return row.answered_at > row.due_at ? 'answered_late' : 'answered'
  const left = row.due_at.getTime() - (row.closed_at ?? now).getTime()
  if (left < 0) return 'late'
  return left * 4 < row.due_at.getTime() - row.received_at.getTime() ? 'soon' : 'open'
}
