import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { createZone } from '../mapping/zone.ts'
import { todayOf } from '../quality/days.ts'
import { forever, newestWords } from './needs-now.ts'
import { needTopicsOf, type Stance, stances } from './topics.ts'

/** What somebody said that holds today. */
export interface HeldNeed {
  topic: string
  label: string
  stance: Stance
  strength: number
  saidOn: string
  validUntil: string | null
}

const row = z.object({
  person: int64(),
  topic: z.string(),
  stance: z.enum(stances),
  strength: z.number(),
  saidOn: z.string(),
  lasts: z.string(),
})
const dayMs = 86_400_000

/**
 * What holds today of what people said, by person of today: of each topic the newest word.
 * @param keys every key of theirs @returns also until when at most that stays so, UTC ms; null: until something is said
 */
export async function needsOfMany(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  keys: readonly number[],
): Promise<Map<number, { needs: HeldNeed[]; until: Date | null }>> {
  const topics = await needTopicsOf(ledger, workspace.id)
  const found = new Map<number, { needs: HeldNeed[]; until: Date | null }>()
  if (topics.length === 0) return found
  const { zone, today } = todayOf(workspace)
  const bind = createBinder('n')
  const words = newestWords(
    {
      here: sql`workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', [...keys])})`,
      timeZone: zone,
      topics,
      nowMs: workspace.clock.now().getTime(),
    },
    bind,
  )
  const rows = await warehouse.rows(
    sql`SELECT person, topic, stance, strength, toString(said_on) AS saidOn, toString(until) AS lasts FROM (${words})
      WHERE stance != 'none' AND until >= ${bind('Date', today)}
      ORDER BY person, indexOf(${bind(
        'Array(String)',
        topics.map(({ id }) => id),
      )}, topic)`,
    row,
  )
  for (const { person, topic, lasts, ...word } of rows) {
    const label = topics.find(({ id }) => id === topic)?.label ?? topic
    const validUntil = lasts === forever ? null : lasts
    const entry = found.get(person) ?? { needs: [], until: null }
    const ends = validUntil === null ? null : endOf(validUntil, zone)
    found.set(person, {
      needs: [...entry.needs, { topic, label, ...word, validUntil }],
      until: ends !== null && (entry.until === null || ends < entry.until) ? ends : entry.until,
    })
  }
  return found
}

/** The moment a day is over where the workspace is. */
function endOf(day: string, zone: string): Date {
  return new Date(createZone(zone).toUtc(Date.parse(`${day}T00:00:00Z`) + dayMs))
}
