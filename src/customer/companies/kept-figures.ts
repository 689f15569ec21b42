import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { sql as pg } from 'kysely'
import { z } from 'zod'
import { messageOf } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, lockNumbers } from '../../stores/ledger/index.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { versionKey } from '../identity/customers-now.ts'
import { personNow } from '../identity/person-now.ts'
import { scoresSql } from '../profiles/knowledge/figures.ts'
import { keptShares, keptSince, knowledgeTerms } from '../profiles/knowledge/kept.ts'
import { figuresSql } from './figures.ts'
import type { Trx } from './room.ts'

interface Stores {
  ledger: Ledger
  warehouse: Warehouse
}

/** When the figures of all companies were reckoned, and whether facts came since. */
export interface FigureState {
  computedAt: Date
  isBehind: boolean
}

/** Reckoned before the answer where it took no longer than this the last time. */
const quickMs = 1_000
/** Otherwise in the background, and after it this many times as long nothing: a stream of orders changes facts all the time. */
const restFactor = 10
const atOnce = 5_000

/**
 * What the figures are made of: changes with every row stored, taken out or merged into another, and not when the engine
 * tidies up, for then the numbers of blocks and mutations stay.
 */
const factsVersion = defineQuery({
  name: 'customer.company_facts_version',
  params: z.object({}),
  row: z.object({ version: z.string() }),
  text: sql`SELECT concat(toString(groupBitXor(cityHash64(table, partition_id, blocks, mutations))), ' ', toString(${personNow(versionKey)})) AS version
    FROM (SELECT table, partition_id, max(max_block_number) AS blocks,
        max(if(data_version = min_block_number, 0, data_version)) AS mutations FROM system.parts
      WHERE database = currentDatabase() AND active
        AND table IN ('order_lines', 'touches', 'company_contacts', 'companies', 'knowledge_shares')
      GROUP BY table, partition_id)`,
})

async function versionOf({ ledger, warehouse }: Stores, workspace: Workspace): Promise<string> {
  const [[facts], { settings }] = await Promise.all([
    warehouse.query(factsVersion, {}),
    knowledgeTerms(ledger, workspace.id),
  ])
  const said = [facts?.version, workspace.currency, workspace.timeZone, JSON.stringify(settings)]
  return createHash('sha256').update(said.join('\n')).digest('hex')
}

/**
 * Reckons the figures of all companies in one statement and keeps them in the ledger, beside what the list is filtered by.
 * Runs with each snapshot of features, and when the list is asked for and facts changed since.
 */
export async function reckonCompanyFigures(stores: Stores, workspace: Workspace): Promise<FigureState> {
  const { ledger, warehouse } = stores
  const began = performance.now()
  // Read before the facts: what changes meanwhile makes the figures old, not wrong for good.
  const version = await versionOf(stores, workspace)
  const computedAt = workspace.clock.now()
  const statement = figuresSql(workspace, await scoresOf(stores, workspace))
  await ledger.transaction(async (trx) => {
    await pg`SELECT pg_advisory_xact_lock(${lockNumbers.companyFigures}, ${workspace.id})`.execute(trx)
    await pg`CREATE TEMP TABLE reckoned (LIKE company_figures) ON COMMIT DROP`.execute(trx)
    const rows = await warehouse.stream(statement, 'JSONEachRow', { pool: 'long' })
    let lines: string[] = []
    for await (const line of createInterface({ input: rows, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line !== '') lines.push(line)
      if (lines.length >= atOnce) {
        await take(trx, workspace, lines)
        lines = []
      }
    }
    await take(trx, workspace, lines)
    await replace(trx, workspace)
    await pg`
      INSERT INTO company_figure_runs (workspace_id, version, computed_at, took_ms)
      VALUES (${workspace.id}, ${version}, ${computedAt}, ${Math.round(performance.now() - began)})
      ON CONFLICT (workspace_id) DO UPDATE SET version = excluded.version, computed_at = excluded.computed_at,
        took_ms = excluded.took_ms`.execute(trx)
  })
  return { computedAt, isBehind: false }
}

/** Scores as they are kept, of all or of these, by the weights of today; null before anybody was reckoned. */
export async function scoresOf(
  { ledger, warehouse }: Stores,
  workspace: Workspace,
  keys: readonly number[] | null = null,
): Promise<SqlFragment | null> {
  if ((await keptSince(warehouse, workspace)) === null) return null
  const bind = createBinder('ks')
  const { settings } = await knowledgeTerms(ledger, workspace.id)
  const all = keptShares(bind('UInt32', workspace.id))
  const shares = keys === null ? all : sql`${all} AND person_key IN (${bind('Array(UInt64)', keys)})`
  return scoresSql(shares, settings, bind)
}

/** Lines as the engine writes them go on as they are; a company that was erased meanwhile has none. */
async function take(trx: Trx, workspace: Workspace, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  await pg`
    INSERT INTO reckoned (company_id, basis, workspace_id, contacts, former, knowledge, orders, revenue, margin,
      last_order_at, touches, last_touch_at, r_fifth, f_fifth, m_fifth)
    SELECT c.id, j.basis, ${workspace.id}, j.contacts, j.former, j.knowledge, j.orders, j.revenue, j.margin,
      to_timestamp(j.last_order_ms / 1000.0), j.touches, to_timestamp(j.last_touch_ms / 1000.0), j.r, j.f, j.m
    FROM unnest(${[...lines]}::text[]) AS l(line), json_to_record(l.line::json) AS j(company uuid, basis text, contacts int,
      former int, knowledge float8, orders int, revenue bigint, margin bigint, last_order_ms bigint, touches int,
      last_touch_ms bigint, r int, f int, m int)
    JOIN companies c ON c.id = j.company AND c.workspace_id = ${workspace.id}`.execute(trx)
}

/** Only what is another now is written. */
async function replace(trx: Trx, workspace: Workspace): Promise<void> {
  await pg`
    DELETE FROM company_figures f WHERE f.workspace_id = ${workspace.id}
      AND NOT EXISTS (SELECT 1 FROM reckoned r WHERE r.company_id = f.company_id AND r.basis = f.basis)`.execute(
    trx,
  )
  await pg`
    INSERT INTO company_figures AS f SELECT * FROM reckoned
    ON CONFLICT (company_id, basis) DO UPDATE SET contacts = excluded.contacts, former = excluded.former,
      knowledge = excluded.knowledge, orders = excluded.orders, revenue = excluded.revenue, margin = excluded.margin,
      last_order_at = excluded.last_order_at, touches = excluded.touches, last_touch_at = excluded.last_touch_at,
      r_fifth = excluded.r_fifth, f_fifth = excluded.f_fifth, m_fifth = excluded.m_fifth
    WHERE f.* IS DISTINCT FROM excluded.*`.execute(trx)
}

/** Workspaces whose figures this process is reckoning in the background. */
const underWay = new WeakMap<Ledger, Map<number, Promise<unknown>>>()

/**
 * Figures to be read: of the facts as they stand, or where that takes long, those of before with the word that they are
 * behind, while they are reckoned in the background.
 * @param wanted `now`: waits however long it takes, for a file
 */
export async function figuresKept(
  deps: Stores & { log: Log },
  workspace: Workspace,
  wanted: 'now' | 'soon' = 'soon',
): Promise<FigureState> {
  const { rows } = await pg<{ version: string; computed_at: Date; took_ms: number }>`
    SELECT version, computed_at, took_ms FROM company_figure_runs WHERE workspace_id = ${workspace.id}`.execute(
    deps.ledger.db,
  )
  const last = rows[0]
  if (last && last.version === (await versionOf(deps, workspace)))
    return { computedAt: last.computed_at, isBehind: false }
  if (!last || wanted === 'now' || last.took_ms <= quickMs) return reckonCompanyFigures(deps, workspace)
  if (workspace.clock.now().getTime() - last.computed_at.getTime() > restFactor * last.took_ms)
    reckonLater(deps, workspace)
  return { computedAt: last.computed_at, isBehind: true }
}

function reckonLater(deps: Stores & { log: Log }, workspace: Workspace): void {
  const running = underWay.get(deps.ledger) ?? new Map<number, Promise<unknown>>()
  underWay.set(deps.ledger, running)
  if (running.has(workspace.id)) return
  const run = reckonCompanyFigures(deps, workspace)
    .catch((error: unknown) => deps.log.warn({ problem: messageOf(error) }, 'companies not reckoned'))
    .finally(() => running.delete(workspace.id))
  running.set(workspace.id, run)
}
