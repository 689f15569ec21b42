import type { z } from 'zod'
import type { Workspace } from '../../../kit/workspace.ts'
import { canonicalFields, identifierTypes } from '../../mapping/canonical-fields.ts'
import type { QualityDeps } from '../deps.ts'
import { type KnownSource, knownSources } from '../known-sources.ts'
import type { Dataset } from '../measure/dataset-fields.ts'
import { shareOf } from '../measure/shares.ts'
import { fieldsOfRuns } from '../read-measured.ts'
import type { fieldMap } from './api.ts'
import { type StatedField, statedFields } from './field-states.ts'
import { streamFields } from './stream-fields.ts'

export type FieldMap = z.output<typeof fieldMap>
type Cell = FieldMap['datasets'][number]['fields'][number]['from'][number]

export const datasets: readonly Dataset[] = ['customers', 'orders', 'products', 'touches', 'events']

/** Days of a stream in which the newest measure of a field is looked for: not every day somebody says who they are. */
const lookedBack = 7

/** Every source against every canonical field, and which source wins where several bring one. */
export async function fieldMapOf(
  { ledger, warehouse }: QualityDeps,
  workspace: Workspace,
): Promise<FieldMap> {
  const [sources, measured] = await Promise.all([
    knownSources(ledger, workspace.id),
    warehouse.query(fieldsOfRuns, { workspaceId: workspace.id, source: '', runs: lookedBack }),
  ])
  const newest = new Map(measured.map(({ sourceId, runId }) => [sourceId, runId]))
  const streams = new Set(sources.filter(({ kind }) => kind === 'stream').map(({ id }) => id))
  const known = new Map(
    measured
      .filter(({ sourceId, runId }) => streams.has(sourceId) || newest.get(sourceId) === runId)
      .map((row) => [`${row.sourceId} ${row.dataset} ${row.field}`, row]),
  )
  const cellOf = (source: KnownSource, dataset: string, stated: StatedField): Cell => {
    const row = known.get(`${source.id} ${dataset} ${stated.field}`)
    return {
      sourceId: source.id,
      state: stated.state,
      column: stated.column,
      expression: stated.expression,
      completeness: row ? shareOf(row.filled, row.judged) : null,
      validity: row ? shareOf(row.valid, row.filled) : null,
      distinct: row?.distinct ?? null,
      unique: row && row.unique !== null ? shareOf(row.unique, row.distinct) : null,
      newest: row?.newest ? new Date(row.newest).toISOString() : null,
    }
  }
  return {
    computedAt: workspace.clock.now().toISOString(),
    sources: sources.map((source) => ({
      id: source.id,
      name: source.name,
      owner: source.owner,
      kind: source.kind,
      brings: source.brings,
      enabled: source.enabled,
      lastAt: (source.lastImport?.at ?? source.lastEventAt)?.toISOString() ?? null,
    })),
    datasets: datasets.map((dataset) => {
      const bringing = sources.flatMap((source) => {
        const stated = statedOf(source, dataset)
        return stated ? [{ source, stated: new Map(stated.map((one) => [one.field, one])) }] : []
      })
      return {
        dataset,
        sources: bringing.map(({ source }) => source.id),
        fields: Object.entries(canonicalFields[dataset]).map(([field, { label, type }]) => {
          const from = bringing.flatMap(({ source, stated }) => {
            const one = stated.get(field)
            return one ? [cellOf(source, dataset, one)] : []
          })
          return {
            field,
            label,
            identifier: identifierTypes.has(type),
            rule: ruleOf(dataset, field),
            winner: winnerOf(
              dataset,
              field,
              from,
              bringing.map(({ source }) => source),
            ),
            from,
          }
        }),
      }
    }),
  }
}

/** Null where the source brings nothing of this dataset. */
export function statedOf(source: KnownSource, dataset: Dataset): StatedField[] | null {
  if (source.kind === 'stream') {
    const fields = streamFields[dataset]
    if (!fields) return null
    return Object.entries(canonicalFields[dataset]).map(([field, { type }]) => ({
      field,
      state: fields[field] ? 'mapped' : 'missing',
      column: fields[field] ?? null,
      expression: null,
      identifier: identifierTypes.has(type),
    }))
  }
  if (source.brings !== dataset) return null
  return statedFields(dataset, source.mapping, source.header)
}

/**
 * How several sources come together. Rows of orders and touches stand beside each other. Of a customer or product the
 * value read last counts, blanks aside; identifiers are all kept; product data in order lines only fills gaps.
 */
function ruleOf(dataset: Dataset, field: string): FieldMap['datasets'][number]['fields'][number]['rule'] {
  if (dataset !== 'customers' && dataset !== 'products') return 'adds'
  const type = canonicalFields[dataset][field]?.type
  if (type !== undefined && identifierTypes.has(type)) return 'keeps_all'
  return field === 'first_seen' ? 'first' : 'last'
}

/** The source whose value counts today: of those that bring the field, the one that came last. */
function winnerOf(
  dataset: Dataset,
  field: string,
  from: readonly Cell[],
  sources: readonly KnownSource[],
): string | null {
  if (ruleOf(dataset, field) !== 'last') return null
  const lastAt = (id: string) => {
    const source = sources.find((one) => one.id === id)
    return (source?.lastImport?.at ?? source?.lastEventAt)?.getTime() ?? 0
  }
  const mapped = from.filter(({ state, sourceId }) => state === 'mapped' && lastAt(sourceId) > 0)
  const [best] = mapped.sort((a, b) => lastAt(b.sourceId) - lastAt(a.sourceId))
  return best?.sourceId ?? null
}
