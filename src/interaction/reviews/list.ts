import type { NoteTopic, Sentiment } from '@liangti/models'
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import { currentOf, keysOf } from '../../customer/index.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { commonErrors, isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { listReviews, reviewFilterQuery } from './api.ts'
import type { ReviewDeps } from './deps.ts'

type Page = z.output<typeof listReviews.response>
type Query = z.output<NonNullable<typeof listReviews.query>>
const dayMs = 86_400_000
/** Words are sealed: to look into them each has to be opened. */
const mostOpened = 5_000

interface Row {
  id: string
  import_id: string
  source: string
  ref: string
  at: Date
  stars: number | null
  product_id: string
  person_key: string | null
  words: Buffer
  topics: string[]
  sentiment: number
  coded_by: string
}

/** Condition on `reviews`, as list and figures share it. */
export function reviewsWhere(
  workspace: Workspace,
  filter: z.output<typeof reviewFilterQuery>,
): RawBuilder<unknown> {
  const now = workspace.clock.now()
  const parts = [
    sql`workspace_id = ${workspace.id}`,
    sql`at > ${new Date(now.getTime() - filter.days * dayMs)}::timestamptz AND at <= ${now}::timestamptz`,
    ...(filter.source === undefined ? [] : [sql`source = ${filter.source}`]),
    ...(filter.topic === undefined ? [] : [sql`topics @> ARRAY[${filter.topic}]::text[]`]),
    ...(filter.sentiment === undefined ? [] : [sql`sentiment = ${filter.sentiment}`]),
    ...(filter.stars === undefined ? [] : [sql`stars = ${filter.stars}`]),
    ...(filter.product === undefined ? [] : [sql`product_id = ${filter.product}`]),
  ]
  return sql.join(parts, sql` AND `)
}

export async function reviewsPage(deps: ReviewDeps, workspace: Workspace, query: Query): Promise<Page> {
  const offset = query.cursor === undefined ? 0 : Number(query.cursor)
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw commonErrors.invalidInput({ where: 'cursor', problem: 'it is not one of ours' })
  const { db } = deps.ledger
  const vault = await deps.vaultOf(workspace.id)
  let where = reviewsWhere(workspace, query)
  if (query.customer !== undefined) {
    const key = Number(query.customer)
    const keys = (await keysOf(db, [key])).get(key) ?? [key]
    where = sql`${where} AND person_key = ANY(${keys}::bigint[])`
  }
  if (query.search) return searched(deps, workspace, vault, where, { ...query, search: query.search, offset })
  const [rows, count] = await Promise.all([
    rowsOf(db, where, offset, query.limit + 1),
    sql<{ n: string }>`SELECT count(*) AS n FROM reviews WHERE ${where}`.execute(db),
  ])
  return {
    items: await shown(deps, workspace, vault, rows.slice(0, query.limit)),
    nextCursor: rows.length > query.limit ? String(offset + query.limit) : null,
    total: Number(count.rows[0]?.n ?? 0),
  }
}

async function rowsOf(
  db: ReviewDeps['ledger']['db'],
  where: RawBuilder<unknown>,
  offset: number,
  limit: number,
) {
  const { rows } = await sql<Row>`
    SELECT id, import_id, source, ref, at, stars, product_id, person_key::text AS person_key, words, topics, sentiment, coded_by
    FROM reviews WHERE ${where} ORDER BY at DESC, id DESC OFFSET ${offset} LIMIT ${limit}`.execute(db)
  return rows
}

async function searched(
  deps: ReviewDeps,
  workspace: Workspace,
  vault: Vault,
  where: RawBuilder<unknown>,
  { search, offset, limit }: { search: string; offset: number; limit: number },
): Promise<Page> {
  const sought = search.toLocaleLowerCase()
  const rows = await rowsOf(deps.ledger.db, where, 0, mostOpened)
  const hits = rows.filter((row) => opened(vault, row.words)?.toLocaleLowerCase().includes(sought) === true)
  return {
    items: await shown(deps, workspace, vault, hits.slice(offset, offset + limit)),
    nextCursor: hits.length > offset + limit ? String(offset + limit) : null,
    total: hits.length,
  }
}

async function shown(
  deps: ReviewDeps,
  workspace: Workspace,
  vault: Vault,
  rows: readonly Row[],
): Promise<Page['items']> {
  const people = rows.flatMap(({ person_key }) => (person_key === null ? [] : [Number(person_key)]))
  const products = [...new Set(rows.map((row) => row.product_id).filter((id) => id !== ''))]
  const [current, names] = await Promise.all([
    currentOf(deps.ledger.db, people),
    deps.productNames(workspace, products),
  ])
  return rows.map((row) => ({
    ...{ id: row.id, importId: row.import_id, source: row.source, ref: row.ref, at: row.at.toISOString() },
    ...{ stars: row.stars, productId: row.product_id, product: names.get(row.product_id) || row.product_id },
    customerId:
      row.person_key === null ? null : String(current.get(Number(row.person_key)) ?? row.person_key),
    words: opened(vault, row.words),
    ...{ topics: row.topics as NoteTopic[], sentiment: row.sentiment as Sentiment },
    isCorrected: row.coded_by !== 'model',
  }))
}

/** Null where the writer was erased meanwhile. */
function opened(vault: Vault, words: Buffer): string | null {
  try {
    return vault.decrypt(words)
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.erased') return null
    throw error
  }
}
