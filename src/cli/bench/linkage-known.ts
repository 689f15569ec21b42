import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { decide, mappingSchema, mergePersons, proposeAlike } from '../../customer/index.ts'
import { createScanner } from '../../kit/csv-scan.ts'
import { packageRoot } from '../../kit/paths.ts'
import { noTask } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import type { Bench, Figure } from './bench.ts'
import { type KnownSet, knownSets } from './known-people.ts'
import { keysByRecord, type Unified } from './population-exports.ts'
import { figureOf } from './unify.ts'
import { benchWorkspace } from './workspace.ts'

const threshold = 0.9
/** Accepted proposals leave others to be proposed: a person of many records is not found at once. */
const mostRounds = 4
/** Merges in one transaction. */
const mergesAtOnce = 1_000
/** Characters. */
const longestRecord = 1_000_000

/**
 * Public sets imported as anybody would, compared by the job of the product, everything it proposes accepted, and held
 * against who the people truly are. Sets that are not there are skipped and counted.
 */
export const linkageKnownBench: Bench = {
  id: 'linkage-known',
  summary: {
    en: 'precision and recall of the likeness job on febrl and historical_50k',
    zh: '相似度比对在 febrl 与 historical_50k 上的准确率与查全率',
  },
  async run({ withApp, data, report }) {
    const folder = data ?? join(packageRoot(), '..', 'shared', 'data')
    const there = knownSets.filter(({ file }) => existsSync(join(folder, file)))
    const skipped = knownSets.length - there.length
    if (skipped > 0) report(`Skipped: ${skipped} of ${knownSets.length} sets, which are not in ${folder}.`)
    const figures = await withApp(async (app) => {
      const all: Figure[] = []
      for (const set of there) {
        const workspace = await benchWorkspace(app, set.id.replaceAll('_', '-'))
        all.push(...(await measure(app, workspace, set, join(folder, set.file), report)))
      }
      return all
    })
    return [...figures, { name: 'sets skipped', value: skipped, unit: '', budget: null }]
  },
}

async function measure(
  app: App,
  workspace: Workspace,
  set: KnownSet,
  path: string,
  report: (text: string) => void,
): Promise<Figure[]> {
  report(`importing ${set.id} …`)
  const mapping = mappingSchema.parse({ kind: 'customers', source: set.id, fields: set.fields })
  const summary = await app.rooms.customer.imports.run(workspace, { path, mapping }, noTask)
  const unified = await truthOf(app, workspace, set, path, summary.read, summary.rejected)
  const entityOf = new Map(unified.keys.map((key, i) => [key, unified.entities[i]]))
  const { ledger } = app.stores
  const { persons } = app.rooms.customer
  const vault = await app.stores.vault(workspace.id)
  let [proposals, right] = [0, 0]
  const figures: Figure[] = []
  for (let round = 1; round <= mostRounds; round++) {
    report(`comparing ${set.id}, round ${round} …`)
    await proposeAlike(ledger, vault, workspace, threshold, noTask)
    const pairs = await acceptOpen(app, workspace)
    if (pairs.length === 0) break
    proposals += pairs.length
    right += pairs.filter(([one, other]) => entityOf.get(one) === entityOf.get(other)).length
    const current = await persons.currentOf(workspace, unified.keys)
    const detail = {
      round,
      records: unified.keys.length,
      rejected: unified.rejected,
      proposals,
      proposalsRight: right,
    }
    figures.push(figureOf(`${set.id}, likeness, ${round} of answers`, unified, current, detail))
  }
  const last = figures.at(-1)
  if (!set.fields.card) return last ? [last] : []
  const { merged } = await persons.stitch(workspace, { kind: 'system', id: 'bench' }, noTask)
  const current = await persons.currentOf(workspace, unified.keys)
  return [
    ...(last ? [last] : []),
    figureOf(`${set.id}, with the rule of cards`, unified, current, { merged }),
  ]
}

/** Merges every open proposal, the most certain first. @returns the pairs */
async function acceptOpen(app: App, workspace: Workspace): Promise<[number, number][]> {
  const { ledger } = app.stores
  const { rows } = await sql<{ id: string; left_key: string; right_key: string }>`
    SELECT id, left_key, right_key FROM merge_proposals
    WHERE workspace_id = ${workspace.id} AND status = 'open' ORDER BY weight DESC`.execute(ledger.db)
  const at = workspace.clock.now()
  const actor = { kind: 'system', id: 'bench' }
  for (let from = 0; from < rows.length; from += mergesAtOnce)
    await decide(ledger, workspace.id, async (trx) => {
      for (const { id, left_key, right_key } of rows.slice(from, from + mergesAtOnce)) {
        const pair = { keep: Number(left_key), merge: Number(right_key) }
        const made = await mergePersons(trx, {
          ...pair,
          workspaceId: workspace.id,
          rule: 'review',
          actor,
          evidence: [],
          at,
        })
        await sql`UPDATE merge_proposals SET status = 'merged', decided_at = ${at}, decided_by = 'bench', merge_id = ${made?.id ?? null}
          WHERE id = ${id}`.execute(trx)
      }
    })
  return rows.map((row) => [Number(row.left_key), Number(row.right_key)])
}

async function truthOf(
  app: App,
  workspace: Workspace,
  set: KnownSet,
  path: string,
  imported: number,
  rejected: number,
): Promise<Unified> {
  const [header = [], ...rows] = recordsOf(path)
  const keyOf = await keysByRecord(app, workspace)
  const numbers = new Map<string, number>()
  const known = rows.flatMap((row) => {
    const cell = (column: string) => row[header.indexOf(column)] ?? ''
    const key = keyOf.get(`${set.id} ${cell(set.record)}`)
    if (key === undefined) return []
    const entity = set.entityOf(cell)
    const number = numbers.get(entity) ?? numbers.size
    numbers.set(entity, number)
    return [{ key, number }]
  })
  if (known.length + rejected < rows.length)
    throw new Error(`${set.id}: ${known.length} of ${rows.length} records are found again after the import.`)
  return {
    keys: known.map(({ key }) => key),
    entities: Uint32Array.from(known, ({ number }) => number),
    imported,
    rejected,
  }
}

function recordsOf(path: string): string[][] {
  const records: string[][] = []
  const scanner = createScanner(',', longestRecord)
  const keep = (cells: string[]) => void records.push([...cells])
  scanner.push(gunzipSync(readFileSync(path)).toString('utf8'), keep)
  scanner.end(keep)
  return records
}
