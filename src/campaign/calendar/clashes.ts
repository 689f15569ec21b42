import { z } from 'zod'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { CampaignDeps } from '../deps.ts'
import { type CampaignRow, frozenOf, planOf } from '../plans/plan.ts'
import { dayMs } from '../time.ts'
import type { getCalendarLoad } from './api.ts'

type Load = z.output<typeof getCalendarLoad.response>
type Placed = CampaignRow & { day: string }

/** Each is a query over two audiences. */
const mostPairs = 30

interface Pair {
  first: Placed
  second: Placed
  cap: { contacts: number; days: number }
}

/**
 * Pairs of campaigns that begin within the stricter cap's window of each other, and how many people are in the audience of
 * both: each of them spends one contact of the cap on each.
 */
export async function clashesOf(
  deps: CampaignDeps,
  workspace: Workspace,
  campaigns: readonly Placed[],
): Promise<Pick<Load, 'clashes' | 'unchecked'>> {
  const pairs = pairsOf(campaigns)
  const clashes: Load['clashes'] = []
  for (const { first, second, cap } of pairs.slice(0, mostPairs)) {
    const people = await inBoth(deps, workspace, first, second)
    if (people === 0) continue
    const named = ({ id, name, day }: Placed) => ({ id, name, day })
    clashes.push({ first: named(first), second: named(second), people, ...cap })
  }
  clashes.sort((a, b) => b.people - a.people || a.first.day.localeCompare(b.first.day))
  return { clashes, unchecked: Math.max(0, pairs.length - mostPairs) }
}

/** Pairs near each other in time, the nearest first. */
export function pairsOf(campaigns: readonly Placed[]): Pair[] {
  const pairs: (Pair & { apart: number })[] = []
  for (const [place, first] of campaigns.entries())
    for (const second of campaigns.slice(place + 1)) {
      const [one, other] = [planOf(first), planOf(second)]
      if (one.segmentId === null || other.segmentId === null) continue
      const cap = [one.contactCap, other.contactCap].sort(
        (a, b) => a.contacts / a.days - b.contacts / b.days,
      )[0]
      const apart = Math.abs(Date.parse(second.day) - Date.parse(first.day)) / dayMs
      if (cap && apart < cap.days) pairs.push({ first, second, cap, apart })
    }
  return pairs.sort((a, b) => a.apart - b.apart)
}

async function ruleOf(deps: CampaignDeps, workspace: Workspace, row: Placed): Promise<unknown> {
  const frozen = frozenOf(row)
  if (frozen) return frozen.rule
  const segment = await deps.segments.get(workspace, planOf(row).segmentId ?? '')
  return segment.deletedAt === null && segment.purpose === 'marketing' ? segment.rule : null
}

async function inBoth(
  deps: CampaignDeps,
  workspace: Workspace,
  first: Placed,
  second: Placed,
): Promise<number> {
  const [one, other] = [await ruleOf(deps, workspace, first), await ruleOf(deps, workspace, second)]
  if (one === null || other === null) return 0
  const audience = await deps.segments.compile(workspace, one, { prefix: 'first_' })
  const overlapping = await deps.segments.compile(workspace, other, { prefix: 'second_' })
  const [row] = await deps.warehouse.rows(
    sql`SELECT uniqExact(person_key) AS people FROM (${audience}) WHERE person_key != 0 AND person_key IN (${overlapping})`,
    z.object({ people: int64() }),
    { pool: 'long' },
  )
  return row?.people ?? 0
}
