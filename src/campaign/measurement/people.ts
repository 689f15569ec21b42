import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { Warehouse } from '../../stores/warehouse/types.ts'
import { isoTime } from '../time.ts'
import { capped } from './caps.ts'
import { linesOf, type OutcomeScope, type Outcomes, perPerson } from './outcomes.ts'
import type { Sample } from './sample.ts'

export interface People {
  /** Ascending; the order of the sample. */
  keys: Float64Array
  sample: Sample
}

/** Both arms of a campaign person by person, capped as the sums are: for arms small enough to be re-drawn. */
export async function readPeople(
  warehouse: Warehouse,
  scope: OutcomeScope,
  caps: Outcomes['caps'],
): Promise<People> {
  const bind = createBinder('people_')
  const rows = await warehouse.rows(
    sql`SELECT person_key, toUInt8(arm = 'treatment') AS treated, x, y, toUInt8(bought) AS bought
        FROM (${perPerson(bind, scope)}) ORDER BY person_key`,
    z.object({ person_key: int64(), treated: z.int(), x: z.number(), y: z.number(), bought: z.int() }),
    { pool: 'long' },
  )
  return {
    keys: Float64Array.from(rows, (row) => row.person_key),
    sample: {
      treated: Uint8Array.from(rows, (row) => row.treated),
      outcome: Float64Array.from(rows, (row) => capped(row.y, caps.y)),
      covariate: Float64Array.from(rows, (row) => capped(row.x, caps.x)),
      bought: Uint8Array.from(rows, (row) => row.bought),
    },
  }
}

/** What one person brought on one day since `from`, day 1 first; uncapped. */
export interface DayMargin {
  person_key: number
  day: number
  margin: number
}

const dayMargin = z.object({ person_key: int64(), day: int64(), margin: z.number() })

export async function readDays(warehouse: Warehouse, scope: OutcomeScope): Promise<DayMargin[]> {
  const bind = createBinder('day_')
  const from = bind("DateTime64(3, 'UTC')", isoTime(scope.from))
  return warehouse.rows(
    sql`SELECT person_key, intDiv(dateDiff('millisecond', ${from}, ts), 86400000) + 1 AS day, sum(margin) AS margin
        FROM (${linesOf(bind, scope)}) GROUP BY person_key, day ORDER BY day, person_key`,
    dayMargin,
    { pool: 'long' },
  )
}
