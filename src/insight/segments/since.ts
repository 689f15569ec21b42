import { z } from 'zod'
import { manualClock } from '../../kit/clock.ts'
import { joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { addDays, dayOf } from '../days.ts'

/** Days back at which the rules are asked again; between two of them nobody is taken to have left and come back. */
export const probes = [1, 7, 30, 90, 365] as const

export interface Stay {
  id: string
  name: string
  /** The customer was in it on this day already, as far back as it was asked without a gap. */
  inSince: string
  /** On this earlier day they were not; null: not asked further back, or the rule cannot be asked about then. */
  notBefore: string | null
  /** False where the rule finds nobody at all on an earlier day, so that nothing is known of it. */
  isPastKnown: boolean
}

export interface AskedSegment {
  id: string
  name: string
  /** Who fulfils the rule at the clock of a workspace. */
  at(workspace: Workspace, prefix: string): Promise<SqlFragment>
}

const answer = z.object({ n: z.coerce.number().int(), mine: int64(), total: int64() })

/** Since when a person has been in each segment they are in now, to the probes. @param moment from where windows look back */
export async function staysOf(
  warehouse: Warehouse,
  workspace: Workspace,
  moment: Date,
  segments: readonly AskedSegment[],
  personKey: number,
  /** Whether the figures that rules ask were kept of about that moment. */
  isKept: (past: Workspace) => Promise<boolean>,
): Promise<Stay[]> {
  const dayBack = (days: number) => addDays(dayOf(moment, workspace.timeZone), -days)
  const ask = async (of: readonly AskedSegment[], at: Workspace) => {
    const parts = await Promise.all(
      of.map(async (segment, i): Promise<SqlFragment> => {
        const members = await segment.at(at, `s${i}_`)
        const n: SqlFragment = { text: String(i), params: {}, isSql: true }
        return sql`SELECT ${n} AS n, countIf(person_key = {person:UInt64}) AS mine, count() AS total FROM (${members})`
      }),
    )
    if (parts.length === 0) return []
    const joined = joinSql(parts, ' UNION ALL ')
    const statement = { ...joined, params: { ...joined.params, person: personKey } }
    const rows = await warehouse.rows(statement, answer)
    return rows.flatMap(({ n, mine, total }) => {
      const segment = of[n]
      return segment ? [{ segment, isIn: mine > 0, isAsked: total > 0 }] : []
    })
  }
  const stays = new Map<string, Stay>()
  let open: AskedSegment[] = []
  for (const { segment, isIn } of await ask(segments, workspace)) {
    if (!isIn) continue
    open.push(segment)
    const { id, name } = segment
    stays.set(id, { id, name, inSince: dayBack(0), notBefore: null, isPastKnown: true })
  }
  for (const days of probes) {
    const clock = manualClock(new Date(moment.getTime() - days * 86_400_000))
    const past = { ...workspace, clock }
    const next: AskedSegment[] = []
    if (open.length > 0 && !(await isKept(past))) {
      for (const stay of stays.values()) if (stay.notBefore === null) stay.isPastKnown = false
      break
    }
    for (const { segment, isIn, isAsked } of await ask(open, past)) {
      const stay = stays.get(segment.id)
      if (!stay) continue
      if (isIn) {
        stay.inSince = dayBack(days)
        next.push(segment)
      } else if (isAsked) stay.notBefore = dayBack(days)
      else stay.isPastKnown = false
    }
    open = next
  }
  return segments.flatMap(({ id }) => stays.get(id) ?? [])
}
