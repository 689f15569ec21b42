import { sql } from 'kysely'
import { z } from 'zod'
import { type Route, route } from '../../../kit/api.ts'
import { commonErrors, isAppError } from '../../../kit/errors.ts'
import { sql as engineSql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Collection } from '../../collection/index.ts'
import { bind } from '../../imports/commit-shape.ts'
import type { QualityDeps } from '../deps.ts'
import { type KnownSource, knownSources } from '../known-sources.ts'
import * as api from './api.ts'
import { checkContract } from './check-contract.ts'
import { diffContracts, isCompatible } from './diff.ts'
import { proposeContract } from './propose.ts'
import {
  brokenRules,
  type Contract,
  deleteContract,
  getContract,
  listContracts,
  rowsSubject,
  saveContract,
  versionsOf,
} from './store.ts'

const mostOpen = 100
const replayed = 10_000

export function contractRoutes(deps: QualityDeps, collection: Collection): Route[] {
  const { ledger, warehouse } = deps
  const sourceOf = async (workspace: Workspace, id: string) => {
    const source = (await knownSources(ledger, workspace.id)).find((one) => one.id === id)
    if (!source) throw commonErrors.notFound({ what: 'source', id })
    return source
  }
  return [
    route(api.listContracts, async ({ workspace }) => {
      await collection.contracts.flush()
      const items = await listContracts(ledger, workspace.id)
      return { items, open: await withoutContract(deps, workspace, items) }
    }),
    route(api.proposeContract, async ({ workspace }, { body }) =>
      proposeContract(warehouse, workspace, await sourceOf(workspace, body.sourceId), body.subject),
    ),
    route(api.compareContract, async ({ workspace }, { params, body }) => {
      const { body: now } = await getContract(ledger, workspace.id, params.id)
      const changes = diffContracts(now, body.body)
      return { changes, compatible: isCompatible(changes) }
    }),
    route(api.saveContract, async ({ workspace, actor }, { body }) => {
      const source = await sourceOf(workspace, body.sourceId)
      checkContract(body.subject, source.brings, body.body)
      const saved = await saveContract(ledger, workspace, body, actor)
      collection.contracts.forget()
      return saved
    }),
    route(api.getContract, async ({ workspace }, { params }) => {
      await collection.contracts.flush()
      const contract = await getContract(ledger, workspace.id, params.id)
      const [versions, broken] = await Promise.all([
        versionsOf(ledger, contract.id),
        brokenRules(ledger, contract.id),
      ])
      return { ...contract, versions, broken }
    }),
    route(api.deleteContract, async ({ workspace, actor }, { params }) => {
      await deleteContract(ledger, workspace, params.id, actor)
      collection.contracts.forget()
      return { deleted: true }
    }),
    route(api.replayContract, async ({ workspace, locale }, { params }) => {
      const contract = await getContract(ledger, workspace.id, params.id)
      return replayAll(deps, collection, workspace, contract, locale)
    }),
  ]
}

/** Events of the last days and tables that nobody has written a contract for. */
async function withoutContract(deps: QualityDeps, workspace: Workspace, items: readonly Contract[]) {
  const has = new Set(items.map(({ sourceId, subject }) => `${sourceId} ${subject}`))
  const sources = await knownSources(deps.ledger, workspace.id)
  const rows = await deps.warehouse.rows(
    engineSql`SELECT source, toString(name) AS subject, count() AS rows FROM events
        WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)} AND stored_at > now() - INTERVAL 30 DAY
        GROUP BY source, subject ORDER BY rows DESC LIMIT 200`,
    z.object({ source: z.string(), subject: z.string(), rows: z.coerce.number() }),
  )
  const of = (source: KnownSource, subject: string, count: number) =>
    has.has(`${source.id} ${subject}`)
      ? []
      : [{ sourceId: source.id, sourceName: source.name, subject, rows: count }]
  const tables = sources
    .filter(({ kind, lastImport }) => kind !== 'stream' && lastImport !== null)
    .flatMap((source) => of(source, rowsSubject, 0))
  const events = rows.flatMap(({ source: id, subject, rows: n }) => {
    const source = sources.find((one) => one.id === id && one.kind === 'stream')
    return source ? of(source, subject, n) : []
  })
  return [...tables, ...events].slice(0, mostOpen)
}

/** Sends again, oldest first, what the contract kept aside; what keeps it now is stored and leaves the quarantine. */
async function replayAll(
  { ledger, vaultOf }: QualityDeps,
  collection: Collection,
  workspace: Workspace,
  contract: Contract,
  locale: 'en' | 'zh-CN',
): Promise<{ stored: number; kept: number }> {
  collection.contracts.forget()
  const source = await collection.sources.get(workspace.id, contract.sourceId)
  const { rows } = await sql<{ id: string; raw: Buffer }>`
    SELECT id, raw FROM quarantined_events WHERE contract_id = ${contract.id}::uuid ORDER BY id LIMIT ${replayed}`.execute(
    ledger.db,
  )
  const vault = await vaultOf(workspace.id)
  let stored = 0
  for (const { id, raw } of rows) {
    try {
      await collection.takeEvents(workspace, source, [JSON.parse(vault.decrypt(raw))], locale)
    } catch (error) {
      // It still breaks something, and stays where it is.
      if (isAppError(error) && error.kind === 'invalid') continue
      throw error
    }
    await collection.quarantine.remove(source.id, id)
    stored++
  }
  return { stored, kept: rows.length - stored }
}
