import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import { currentOf, keysOf } from '../identity/members.ts'
import { buyersAmong } from './buyers.ts'
import type { ProspectDeps } from './change.ts'

const mostShown = 50

export interface Recommended {
  customerId: string
  label: string
  since: string
  hasBought: boolean
}

/** Whom somebody recommended: of each the newest word counts. @param keys all keys of the person */
export async function recommendedBy(
  deps: ProspectDeps,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Recommended[]> {
  const { ledger, persons } = deps
  const { rows: named } = await sql<{ key: string }>`
    SELECT DISTINCT person_key AS key FROM prospect_words
    WHERE workspace_id = ${workspace.id} AND other_person_key = ANY(${[...keys]}::bigint[])`.execute(
    ledger.db,
  )
  if (named.length === 0) return []
  // Of a person of several records another one may hold the newer word.
  const members = await keysOf(
    ledger.db,
    named.map(({ key }) => Number(key)),
  )
  const { rows } = await sql<{ key: string; other: string | null; at: Date }>`
    SELECT person_key AS key, other_person_key AS other, said_at AS at FROM prospect_words
    WHERE person_key = ANY(${[...new Set([...members.values()].flat())]}::bigint[]) AND aspect = 'recommender'
      AND taken_at IS NULL AND removed_at IS NULL
    ORDER BY said_at, id`.execute(ledger.db)
  const now = await currentOf(
    ledger.db,
    rows.map(({ key }) => Number(key)),
  )
  const mine = new Set(keys)
  const newest = new Map(rows.map((row) => [now.get(Number(row.key)) ?? Number(row.key), row]))
  const people = [...newest]
    // Two records of one person recommend nobody.
    .filter(([person, { other }]) => other !== null && mine.has(Number(other)) && !mine.has(person))
    .toSorted(([, a], [, b]) => b.at.getTime() - a.at.getTime())
    .slice(0, mostShown)
  const ids = people.map(([person]) => person)
  const [labels, bought] = await Promise.all([
    persons.labels(workspace, ids),
    buyersAmong(deps, workspace, ids),
  ])
  return people.map(([person, { at }]) => ({
    customerId: String(person),
    label: labels.get(person) ?? `#${person}`,
    since: at.toISOString(),
    hasBought: bought.has(person),
  }))
}
