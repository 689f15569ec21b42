import { proportionInterval, standardisedRates } from '@liangti/models'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { CallOutcome, DeskKind } from '../../../stores/ledger/schema/desk.ts'
import { talks } from '../outcomes.ts'
import { seatsOf } from '../seats.ts'
import type { agentFigures, deskBoard } from './api.ts'

export type Board = z.output<typeof deskBoard.response>
export type AgentFigures = z.output<typeof agentFigures>

/** The live queue by team, and what agents reached in the last days. */
export async function boardOf(ledger: Ledger, workspace: Workspace, days: number): Promise<Board> {
  const [teams, agents] = await Promise.all([queues(ledger, workspace), figuresOf(ledger, workspace, days)])
  return { days, teams, agents }
}

async function queues(ledger: Ledger, workspace: Workspace): Promise<Board['teams']> {
  const now = workspace.clock.now()
  const [{ rows }, seats] = await Promise.all([
    sql<{
      id: string
      name: string
      kind: DeskKind
      waiting: string
      oldest: Date | null
      promised: string
      held: string
    }>`
      SELECT m.id, m.name, m.kind,
        count(t.id) FILTER (WHERE t.state = 'open' AND t.due_from <= ${now}::timestamptz) AS waiting,
        min(t.due_from) FILTER (WHERE t.state = 'open' AND t.due_from <= ${now}::timestamptz) AS oldest,
        count(t.id) FILTER (WHERE t.state = 'open' AND t.promised_at IS NOT NULL) AS promised,
        count(t.id) FILTER (WHERE t.state = 'claimed') AS held
      FROM desk_teams m LEFT JOIN desk_tasks t ON t.team_id = m.id AND t.state IN ('open', 'claimed')
      WHERE m.workspace_id = ${workspace.id} AND m.deleted_at IS NULL GROUP BY m.id ORDER BY m.name, m.id`.execute(
      ledger.db,
    ),
    seatsOf(ledger.db, workspace, {}),
  ])
  return rows.map(({ id, name, kind, waiting, oldest, promised, held }) => {
    const own = seats.filter(({ teamId }) => teamId === id)
    return {
      ...{ teamId: id, name, kind, isOpen: own.some((seat) => seat.isOpen) },
      ...{ waiting: Number(waiting), promised: Number(promised), held: Number(held) },
      oldest: oldest?.toISOString() ?? null,
      capacityLeft: own.reduce((sum, seat) => sum + Math.max(0, seat.capacity - seat.used), 0),
    }
  })
}

interface Cell {
  agent: string
  name: string | null
  stratum: string
  outcome: CallOutcome
  n: string
}

/**
 * Shares of conversations: of each task and agent the last one that came to a word. Strata of the mix are what a task came
 * from and, within that, thirds by expected value.
 */
export async function figuresOf(ledger: Ledger, workspace: Workspace, days: number): Promise<AgentFigures[]> {
  const since = new Date(workspace.clock.now().getTime() - days * 86_400_000)
  const { rows } = await sql<Cell>`
    WITH said AS (
      SELECT DISTINCT ON (c.task_id, c.agent) c.agent, c.outcome, t.kind, t.value_minor,
        CASE WHEN t.origin = 'person' THEN 'person' ELSE t.origin_id::text END AS source
      FROM desk_calls c JOIN desk_tasks t ON t.id = c.task_id
      WHERE c.workspace_id = ${workspace.id} AND c.at > ${since}::timestamptz AND c.undone_at IS NULL
        AND c.outcome = ANY(${[...talks]}::text[])
      ORDER BY c.task_id, c.agent, c.at DESC, c.id DESC),
    bands AS (SELECT percentile_disc(ARRAY[1/3.0, 2/3.0]) WITHIN GROUP (ORDER BY value_minor) AS q FROM said)
    SELECT s.agent, u.display_name AS name, s.outcome, count(*) AS n,
      concat_ws(' ', s.kind, s.source, (s.value_minor > q[1])::int + (s.value_minor > q[2])::int) AS stratum
    FROM said s CROSS JOIN bands LEFT JOIN users u ON u.id = s.agent
    GROUP BY s.agent, u.display_name, s.outcome, stratum ORDER BY name, s.agent`.execute(ledger.db)
  const adjusted = new Map(
    standardisedRates(
      rows.map(({ agent, stratum, outcome, n }) => ({
        ...{ unit: agent, stratum, trials: Number(n), successes: outcome === 'accepted' ? Number(n) : 0 },
      })),
    ).map((rate) => [rate.unit, rate]),
  )
  return [...new Set(rows.map(({ agent }) => agent))].map((agent) => {
    const own = rows.filter((row) => row.agent === agent)
    const count = (outcome?: CallOutcome) =>
      own.reduce(
        (sum, row) => sum + (outcome === undefined || row.outcome === outcome ? Number(row.n) : 0),
        0,
      )
    const all = count()
    const share = (outcome: CallOutcome) => ({
      count: count(outcome),
      ...(proportionInterval(count(outcome), all) ?? nobody),
    })
    const rate = adjusted.get(agent)
    return {
      ...{ userId: agent, name: own[0]?.name ?? '', talks: all },
      ...{ accepted: share('accepted'), considering: share('considering'), refused: share('refused') },
      adjusted: { ...(rate?.adjusted ?? nobody), covered: rate?.covered ?? 0 },
    }
  })
}

const nobody = { estimate: 0, lo: 0, hi: 1 }
