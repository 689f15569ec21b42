import { z } from 'zod'
import { sql } from '../../kit/sql.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'

const engineInstant = z.string().transform((text) => Date.parse(`${text.replace(' ', 'T')}Z`))
const pair = z.tuple([z.string(), int64()])

/** Runs of the sources of a workspace, oldest first, the newest `limit` of each. */
export const runsOf = defineQuery({
  name: 'quality.runs_of',
  params: z.object({ workspaceId: z.int(), source: z.string(), limit: z.int() }),
  row: z.object({
    sourceId: z.string(),
    runId: z.string(),
    dataset: z.string(),
    at: engineInstant,
    rows: int64(),
    accepted: int64(),
    rejected: int64(),
    uniqueRows: int64(),
    stored: int64(),
    oldest: engineInstant.nullable(),
    newest: engineInstant.nullable(),
    judged: int64(),
    filled: int64(),
    valid: int64(),
    applicable: int64(),
    faults: int64(),
  }),
  text: sql`
    SELECT r.source_id AS sourceId, r.run_id AS runId, toString(r.dataset) AS dataset, r.at AS at, r.rows AS rows,
           r.accepted AS accepted, r.rejected AS rejected, r.unique_rows AS uniqueRows, r.stored AS stored,
           r.oldest AS oldest, r.newest AS newest, f.judged AS judged, f.filled AS filled, f.valid AS valid,
           c.applicable AS applicable, c.faults AS faults
    FROM (SELECT * FROM quality_runs FINAL WHERE workspace_id = {workspaceId:UInt32}
            AND ({source:String} = '' OR toString(source_id) = {source:String})
          ORDER BY at DESC, run_id DESC LIMIT {limit:UInt32} BY source_id) AS r
    LEFT JOIN (SELECT source_id, run_id, sum(judged) AS judged, sum(filled) AS filled, sum(valid) AS valid
               FROM quality_fields FINAL WHERE workspace_id = {workspaceId:UInt32} GROUP BY source_id, run_id) AS f
      ON f.source_id = r.source_id AND f.run_id = r.run_id
    LEFT JOIN (SELECT source_id, run_id, sum(applicable) AS applicable, sum(faults) AS faults
               FROM quality_checks FINAL WHERE workspace_id = {workspaceId:UInt32} GROUP BY source_id, run_id) AS c
      ON c.source_id = r.source_id AND c.run_id = r.run_id
    ORDER BY r.at, r.run_id`,
})

/** Fields of the newest `runs` runs of each source, oldest first. */
export const fieldsOfRuns = defineQuery({
  name: 'quality.fields_of_runs',
  params: z.object({ workspaceId: z.int(), source: z.string(), runs: z.int() }),
  row: z.object({
    sourceId: z.string(),
    runId: z.string(),
    dataset: z.string(),
    field: z.string(),
    at: engineInstant,
    judged: int64(),
    filled: int64(),
    valid: int64(),
    distinct: int64(),
    unique: int64().nullable(),
    mean: z.number().nullable(),
    deviation: z.number().nullable(),
    newest: engineInstant.nullable(),
    categories: z.array(pair),
  }),
  text: sql`
    SELECT source_id AS sourceId, run_id AS runId, toString(dataset) AS dataset, field, at, judged, filled, valid,
           distinct_values AS distinct, unique_values AS unique, mean, deviation, newest,
           categories
    FROM quality_fields FINAL
    WHERE workspace_id = {workspaceId:UInt32} AND ({source:String} = '' OR toString(source_id) = {source:String})
      AND (source_id, run_id) IN (
        SELECT source_id, run_id FROM quality_runs FINAL WHERE workspace_id = {workspaceId:UInt32}
        ORDER BY at DESC, run_id DESC LIMIT {runs:UInt32} BY source_id)
    ORDER BY at, run_id, field`,
})

/** Checks of the newest `runs` runs of each source. */
export const checksOfRuns = defineQuery({
  name: 'quality.checks_of_runs',
  params: z.object({ workspaceId: z.int(), source: z.string(), runs: z.int() }),
  row: z.object({
    sourceId: z.string(),
    runId: z.string(),
    check: z.string(),
    at: engineInstant,
    applicable: int64(),
    faults: int64(),
    samples: z.array(z.string()),
  }),
  text: sql`
    SELECT source_id AS sourceId, run_id AS runId, toString(check_id) AS check, at, applicable, faults, samples
    FROM quality_checks FINAL
    WHERE workspace_id = {workspaceId:UInt32} AND ({source:String} = '' OR toString(source_id) = {source:String})
      AND (source_id, run_id) IN (
        SELECT source_id, run_id FROM quality_runs FINAL WHERE workspace_id = {workspaceId:UInt32}
        ORDER BY at DESC, run_id DESC LIMIT {runs:UInt32} BY source_id)
    ORDER BY at, run_id, check`,
})

/** Rows of each day of the facts, of one source, oldest first: the last `days` before its newest day, today at the latest. */
export const volumeOf = defineQuery({
  name: 'quality.volume_of',
  params: z.object({
    workspaceId: z.int(),
    source: z.string(),
    zone: z.string(),
    today: z.string(),
    days: z.int(),
  }),
  row: z.object({ day: z.string(), rows: int64() }),
  text: sql`
    SELECT toString(date) AS day, sum(v.rows) AS rows
    FROM (SELECT toDate(toTimeZone(hour, {zone:String})) AS date, rows FROM quality_volume FINAL
          WHERE workspace_id = {workspaceId:UInt32} AND source_id = toUUID({source:String})) AS v
    WHERE date <= {today:Date} AND date > (
      SELECT max(toDate(toTimeZone(hour, {zone:String}))) - {days:UInt32} FROM quality_volume
      WHERE workspace_id = {workspaceId:UInt32} AND source_id = toUUID({source:String})
        AND toDate(toTimeZone(hour, {zone:String})) <= {today:Date})
    GROUP BY date ORDER BY date`,
})

/** Hours of the last four weeks of a source in which anything is dated, ms, ascending. */
export const activeHours = defineQuery({
  name: 'quality.active_hours',
  params: z.object({ workspaceId: z.int(), source: z.string() }),
  row: z.object({ at: int64() }),
  text: sql`
    SELECT toInt64(toUnixTimestamp(hour)) * 1000 AS at FROM quality_volume FINAL
    WHERE workspace_id = {workspaceId:UInt32} AND source_id = toUUID({source:String}) AND rows > 0
      AND quality_volume.hour > (SELECT max(v.hour) FROM quality_volume AS v
        WHERE v.workspace_id = {workspaceId:UInt32} AND v.source_id = toUUID({source:String})) - INTERVAL 28 DAY
    GROUP BY hour ORDER BY hour`,
})
