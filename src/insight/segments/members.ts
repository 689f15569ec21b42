import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import type { CompiledRule } from './compile.ts'

export interface MemberPage {
  keys: number[]
  total: number
  /** Key to continue after; null at the end. */
  next: number | null
}

/** Members in the order of their keys, after a given one. */
export async function memberPage(
  warehouse: Warehouse,
  compiled: CompiledRule,
  after: number,
  limit: number,
): Promise<MemberPage> {
  const bind = createBinder('page')
  const key = bind('UInt64', after)
  const [row] = await warehouse.rows(
    sql`SELECT bitmapCardinality(members) AS total,
        arraySlice(arraySort(bitmapToArray(bitmapSubsetLimit(members, ${key} + 1, ${bind('UInt64', limit + 1)}))), 1) AS keys
      FROM (SELECT ${compiled.members} AS members FROM ${compiled.from})`,
    z.object({ total: int64(), keys: z.array(int64()) }),
  )
  const keys = row?.keys ?? []
  const page = keys.slice(0, limit)
  return { keys: page, total: row?.total ?? 0, next: keys.length > limit ? (page.at(-1) ?? null) : null }
}
