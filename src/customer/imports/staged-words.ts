import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { bind, long } from './commit-shape.ts'
import type { StagingNames } from './staging.ts'

const pageRows = 2_000

export interface StagedRow<W> {
  row: number
  personKey: number
  said: W
}

/** What the waiting rows say in one of their columns of JSON, some thousand rows at a time, in the order of the file. */
export async function* stagedWords<W>(
  warehouse: Warehouse,
  { rows }: StagingNames,
  column: SqlFragment,
  shape: z.ZodType<W>,
): AsyncGenerator<StagedRow<W>[]> {
  for (let after = 0; ; ) {
    const page = await warehouse.rows(
      sql`SELECT row, person_key AS personKey, ${column} AS said FROM ${rows}
          WHERE row > ${bind('after', 'UInt64', after)} AND person_key > 0 AND ${column} != '' ORDER BY row
          LIMIT ${bind('limit', 'UInt32', pageRows)}`,
      z.object({ row: int64(), personKey: int64(), said: z.string() }),
      long,
    )
    const last = page.at(-1)
    if (!last) return
    after = last.row
    yield page.map(({ said, ...one }) => ({ ...one, said: shape.parse(JSON.parse(said)) }))
  }
}
