import { sql as raw } from 'kysely'
import { z } from 'zod'
import { customersNow, personNow } from '../../customer/index.ts'
import { answersSelect, type Snapshot, snapshotRows } from '../../insight/index.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { stages } from './api.ts'

type Bind = ReturnType<typeof createBinder>
const dayMs = 86_400_000
/** Complaints and answers of more than these are not read one by one. */
const mostRows = 200_000

export interface MapQuestion {
  workspace: Workspace
  snapshot: Snapshot
  days: number
  /** SELECT of one column `person_key`; null: everybody. */
  segment: SqlFragment | null
}

const stage = z.enum(stages)
const cellRow = z.object({
  stage,
  point: z.string(),
  people: int64(),
  volume: int64(),
  asked: int64(),
  answered: int64(),
})
const stageRow = z.object({
  stage,
  people: int64(),
  active: int64(),
  asked: int64(),
  answered: int64(),
  complained: int64(),
})
const scoreRow = z.object({ stage, kind: z.enum(['nps', 'csat']), score: z.int(), n: int64() })

export interface MapFacts {
  cells: z.output<typeof cellRow>[]
  stages: z.output<typeof stageRow>[]
  scores: z.output<typeof scoreRow>[]
}

/** What the map is drawn from: everybody by stage, what touched them, and what they thought of it. */
export async function mapFacts(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  question: MapQuestion,
): Promise<MapFacts> {
  const bind = createBinder('map_')
  const since = new Date(question.workspace.clock.now().getTime() - question.days * dayMs)
  const [complaints, answers] = await Promise.all([
    complaintsSince(ledger, question.workspace, since),
    answersSince(ledger, question.workspace, since),
  ])
  const staged = stagedPeople(bind, question)
  const facts = factsOfPeople(bind, question, since, complaints, answers)
  const joined = sql`(${facts}) AS f INNER JOIN (${staged}) AS s ON s.person = f.person`
  const [cells, all, scores] = await Promise.all([
    warehouse.rows(
      sql`SELECT s.stage AS stage, f.point AS point, uniqExact(f.person) AS people, sum(f.volume) AS volume,
            sum(f.asked) AS asked, sum(f.answered) AS answered
          FROM ${joined} GROUP BY stage, point`,
      cellRow,
      { pool: 'long' },
    ),
    warehouse.rows(
      sql`SELECT s.stage AS stage, count() AS people, countIf(f.did > 0) AS active, countIf(f.asked > 0) AS asked,
            countIf(f.asked > 0 AND f.answered > 0) AS answered, countIf(f.complaints > 0) AS complained
          FROM (${staged}) AS s
          LEFT JOIN (SELECT person, sum(did) AS did, sum(asked) AS asked, sum(answered) AS answered,
              sumIf(volume, point = 'complaint') AS complaints FROM (${facts}) GROUP BY person) AS f ON f.person = s.person
          GROUP BY stage`,
      stageRow,
      { pool: 'long' },
    ),
    scoresByStage(warehouse, question, answers),
  ])
  return { cells, stages: all, scores }
}

/**
 * SELECT of person and stage: who never bought, who bought lately (once, or again), who is slipping, who is gone. Lately
 * is the upper half of the scores of recency, gone the lowest one: both beside the other customers, not in days.
 */
function stagedPeople(bind: Bind, { workspace, snapshot, segment }: MapQuestion): SqlFragment {
  const bins = bind('UInt8', snapshot.settings.bins)
  const only = segment === null ? sql`` : sql` WHERE c.person_key IN (${segment})`
  return sql`
    SELECT c.person_key AS person,
      multiIf(b.bought = 0, 'prospect', b.r <= 1, 'lost', 2 * b.r <= ${bins} + 1, 'at_risk', b.frequency = 1, 'first', 'repeat') AS stage
    FROM ${customersNow(sql`workspace_id = ${bind('UInt32', workspace.id)}`)} AS c
    LEFT JOIN (SELECT person_key, r, frequency, 1 AS bought FROM ${snapshotRows(workspace, snapshot, bind)}) AS b
      ON b.person_key = c.person_key${only}`
}

/** SELECT of person, point, volume, asked, answered, did: one row a person and point. */
function factsOfPeople(
  bind: Bind,
  { workspace, days }: MapQuestion,
  since: Date,
  complaints: readonly PersonCount[],
  answers: readonly SurveyScore[],
): SqlFragment {
  const time = (at: Date) => bind("DateTime64(3, 'UTC')", at.toISOString().slice(0, 23).replace('T', ' '))
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)} AND ts > ${time(since)} AND ts <= ${time(workspace.clock.now())}`
  const told = (point: string, people: readonly number[]) => sql`
    SELECT arrayJoin(${bind('Array(UInt64)', [...people])}) AS person, ${bind('String', point)} AS point, 1 AS volume, 0 AS asked, 0 AS answered, 1 AS did`
  const each = (point: string, volume: SqlFragment, from: SqlFragment) => sql`
    SELECT ${personNow()} AS person, ${bind('String', point)} AS point, ${volume} AS volume, 0 AS asked, 0 AS answered, 1 AS did
    FROM ${from} AND person_key != 0 GROUP BY person`
  const parts = [
    sql`SELECT person, channel AS point, asked AS volume, asked, answered, answered AS did
      FROM (${answersSelect(bind, workspace, { oneOf: 1 }, days)})`,
    each('purchase', sql`uniqExact(order_id)`, sql`order_lines WHERE ${here} AND kind = 'sale'`),
    each('web', sql`count()`, sql`events WHERE ${here}`),
    told(
      'complaint',
      complaints.flatMap(({ person, n }) => Array<number>(n).fill(person)),
    ),
    told(
      'survey',
      answers.map(({ person }) => person),
    ),
  ]
  return joinSql(
    parts.map(
      (part) => sql`SELECT toUInt64(person) AS person, toString(point) AS point, toUInt64(volume) AS volume,
      toUInt64(asked) AS asked, toUInt64(answered) AS answered, toUInt64(did) AS did FROM (${part})`,
    ),
    ' UNION ALL ',
  )
}

interface PersonCount {
  person: number
  n: number
}
async function complaintsSince(ledger: Ledger, workspace: Workspace, since: Date): Promise<PersonCount[]> {
  const { rows } = await raw<{ person: string; n: string }>`
    SELECT coalesce(o.current_key, c.person_key)::text AS person, count(*)::text AS n
    FROM cases c LEFT JOIN person_overrides o ON o.person_key = c.person_key
    WHERE c.workspace_id = ${workspace.id} AND c.received_at > ${since} AND c.received_at <= ${workspace.clock.now()}
    GROUP BY 1 LIMIT ${mostRows}`.execute(ledger.db)
  return rows.map((row) => ({ person: Number(row.person), n: Number(row.n) }))
}

interface SurveyScore {
  person: number
  kind: 'nps' | 'csat'
  score: number
}
async function answersSince(ledger: Ledger, workspace: Workspace, since: Date): Promise<SurveyScore[]> {
  const { rows } = await raw<{ person: string; kind: 'nps' | 'csat'; score: number }>`
    SELECT coalesce(o.current_key, a.person_key)::text AS person, s.kind, a.score
    FROM survey_answers a JOIN surveys s ON s.id = a.survey_id LEFT JOIN person_overrides o ON o.person_key = a.person_key
    WHERE a.workspace_id = ${workspace.id} AND a.at > ${since} AND a.at <= ${workspace.clock.now()}
    ORDER BY a.at DESC LIMIT ${mostRows}`.execute(ledger.db)
  return rows.map((row) => ({ person: Number(row.person), kind: row.kind, score: row.score }))
}

function scoresByStage(
  warehouse: Warehouse,
  question: MapQuestion,
  answers: readonly SurveyScore[],
): Promise<z.output<typeof scoreRow>[]> {
  if (answers.length === 0) return Promise.resolve([])
  const bind = createBinder('score_')
  const column = (type: string, of: (answer: SurveyScore) => unknown) =>
    bind(`Array(${type})`, answers.map(of))
  return warehouse.rows(
    sql`SELECT s.stage AS stage, a.kind AS kind, a.score AS score, count() AS n
      FROM (SELECT one.1 AS person, one.2 AS kind, one.3 AS score FROM (
          SELECT arrayJoin(arrayZip(${column('UInt64', ({ person }) => person)}, ${column('String', ({ kind }) => kind)},
            ${column('UInt8', ({ score }) => score)})) AS one)) AS a
      INNER JOIN (${stagedPeople(bind, question)}) AS s ON s.person = a.person
      GROUP BY stage, kind, score`,
    scoreRow,
  )
}
