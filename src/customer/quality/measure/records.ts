import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { bind, long, raw } from '../../imports/commit-shape.ts'
import type { SharedAttribute } from './checks.ts'
import type { ImportedRun } from './imported-run.ts'
import { afterWhatStands, type MeasuredCheck } from './measured.ts'

/** Keeps what this run said of each customer or product, in place of what its source said before. */
export async function keepRecords(warehouse: Warehouse, run: ImportedRun): Promise<void> {
  const { dataset, mapping } = run
  const places = ['country', 'region', 'city'].filter((name) => mapping.fields[name])
  if (dataset === 'touches' || dataset === 'events' || (dataset === 'orders' && places.length === 0)) return
  const last = (name: string) => `argMaxIf(toString(${name}), row, ${name} != '') AS said_${name}`
  const said = {
    customers: [
      ...[...places, ...(mapping.fields.gender ? ['gender'] : [])].map(last),
      ...(mapping.fields.birthday ? ['argMaxIf(birth_year, row, birth_year != 0) AS said_birth_year'] : []),
    ],
    orders: places.map(last),
    products: [],
  }[dataset]
  const columns = said.map((part) => part.slice(part.lastIndexOf('said_') + 'said_'.length))
  const key = dataset === 'products' ? 'cityHash64(product_id)' : 'person_key'
  const storedAt = afterWhatStands(
    sql`fromUnixTimestamp64Milli(${bind('nowMs', 'Int64', run.nowMs)}, 'UTC')`,
    sql`SELECT max(stored_at) FROM source_records
        WHERE workspace_id = ${bind('workspace', 'UInt32', run.workspaceId)}
          AND dataset = ${bind('dataset', 'String', dataset)} AND source_id = ${bind('source', 'UUID', run.sourceId)}`,
  )
  await warehouse.command(
    sql`INSERT INTO source_records (${raw(['workspace_id', 'dataset', 'key', 'source_id', 'import_id', 'stored_at', ...columns].join(', '))})
        SELECT ${bind('workspace', 'UInt32', run.workspaceId)}, ${bind('dataset', 'String', dataset)}, ${raw(key)} AS record,
               ${bind('source', 'UUID', run.sourceId)}, ${bind('importId', 'UUID', run.importId)},
               ${storedAt}${raw(said.map((part) => `, ${part}`).join(''))}
        FROM ${run.rows} ${raw(dataset === 'products' ? '' : 'WHERE person_key > 0')} GROUP BY record`,
    long,
  )
}

/** Which lists some source has brought. */
export async function listsOf(
  warehouse: Warehouse,
  workspaceId: number,
): Promise<{ customers: boolean; products: boolean }> {
  const rows = await warehouse.rows(
    sql`SELECT DISTINCT toString(dataset) AS dataset FROM source_records
        WHERE workspace_id = ${bind('workspace', 'UInt32', workspaceId)} AND dataset IN ('customers', 'products')`,
    z.object({ dataset: z.string() }),
  )
  const has = (dataset: string) => rows.some((row) => row.dataset === dataset)
  return { customers: has('customers'), products: has('products') }
}

/** Customers of this run of whom another source says something else; null where nobody else says anything. */
export async function differences(
  warehouse: Warehouse,
  run: ImportedRun,
  attribute: SharedAttribute,
  shown: number,
): Promise<MeasuredCheck | null> {
  const field = attribute === 'birth_year' ? 'birthday' : attribute
  if (!run.mapping.fields[field] || (run.dataset !== 'customers' && run.dataset !== 'orders')) return null
  const column = raw(attribute)
  const filled = raw(attribute === 'birth_year' ? 'birth_year != 0' : `${attribute} != ''`)
  const workspace = bind('workspace', 'UInt32', run.workspaceId)
  const source = bind('source', 'UUID', run.sourceId)
  const importId = bind('importId', 'UUID', run.importId)
  const all = sql`SELECT key, lower(toString(${column})) AS said, source_id, import_id FROM source_records FINAL
    WHERE workspace_id = ${workspace} AND dataset IN ('customers', 'orders') AND ${filled}`
  const [row] = await warehouse.rows(
    sql`SELECT count() AS applicable, countIf(differs) AS faults,
               arrayMap(x -> x.2, arraySort(x -> x.1, groupArraySortedIf(${raw(String(shown))})((key, sample), differs))) AS samples
        FROM (
          SELECT mine.key AS key, notEmpty(arrayFilter(x -> x != mine.said, others.said)) AS differs,
                 toJSONString(map('customer', toString(mine.key), 'here', mine.said, 'elsewhere', arrayStringConcat(others.said, ', '))) AS sample
          FROM (SELECT key, any(said) AS said FROM (${all}) WHERE source_id = ${source} AND import_id = ${importId} GROUP BY key) AS mine
          INNER JOIN (SELECT key, arraySort(groupUniqArray(said)) AS said FROM (${all}) WHERE source_id != ${source} GROUP BY key) AS others
            ON others.key = mine.key)`,
    z.object({
      applicable: z.coerce.number(),
      faults: z.coerce.number(),
      samples: z.array(z.string()),
    }),
    long,
  )
  if (!row || row.applicable === 0) return null
  return { check: `differs.${attribute}`, ...row }
}
