import type { z } from 'zod'
import type { Objective } from '../../../stores/ledger/schema/quality.ts'
import { canonicalFields } from '../../mapping/canonical-fields.ts'
import type { lackingShape } from './api.ts'
import type { FieldMap } from './field-map.ts'
import type { Held } from './held.ts'
import { type Need, needs } from './needs.ts'

export type Lacking = z.output<typeof lackingShape>
type Field = FieldMap['datasets'][number]['fields'][number]

/** Filled in fewer rows than this, a field is there and does not carry. */
const thinBelow = 0.5

/** What an objective needs and how it stands: met, thin, only to be mapped, or to be asked for. */
export function lackingFor(map: FieldMap, held: Held, objective: Objective): Lacking {
  const items = needs
    .filter((need) => need.objective === objective)
    .map((need) => {
      const paths = [`${need.dataset}.${need.field}`, ...(need.or ?? [])]
      const found = paths.flatMap((path) => {
        const field = fieldAt(map, path)
        return field ? [{ path, field }] : []
      })
      return { ...shown(need), ...standing(map, held, need, found) }
    })
  const order = ['missing', 'available', 'thin', 'met']
  items.sort(
    (a, b) =>
      (a.weight === b.weight ? 0 : a.weight === 'must' ? -1 : 1) ||
      order.indexOf(a.state) - order.indexOf(b.state),
  )
  return { objective, items }
}

function shown({ dataset, field, weight, why, or }: Need) {
  const label = canonicalFields[dataset][field]?.label ?? { en: field, 'zh-CN': field }
  return { dataset, field, label, weight, why, or: [...(or ?? [])] }
}

function fieldAt(map: FieldMap, path: string): Field | null {
  const [dataset, field] = path.split('.')
  return (
    map.datasets.find((one) => one.dataset === dataset)?.fields.find((one) => one.field === field) ?? null
  )
}

function standing(map: FieldMap, held: Held, need: Need, found: readonly { path: string; field: Field }[]) {
  const cells = found.flatMap(({ path, field }) => field.from.map((cell) => ({ path, cell })))
  const mapped = cells.filter(({ cell }) => cell.state === 'mapped')
  // What was never measured is taken at its word: a stream, or a file read before there was a measure.
  const best = mapped.sort((a, b) => (b.cell.completeness ?? 1) - (a.cell.completeness ?? 1))[0]
  const open = cells.find(({ cell }) => cell.state === 'available')
  const carries = best !== undefined && (best.cell.completeness ?? 1) >= thinBelow
  // Written by another way, or by a source that is gone: it need not be asked for.
  const known = found
    .map(({ path }) => ({ path, share: held.get(path) ?? 0 }))
    .sort((a, b) => b.share - a.share)[0]
  if (!carries && known && known.share >= thinBelow) return inTheRecords(known)
  const state = carries ? 'met' : open ? 'available' : best ? 'thin' : 'missing'
  const chosen = carries ? best : (open ?? best)
  const asked =
    chosen?.cell.sourceId ?? map.datasets.find(({ dataset }) => dataset === need.dataset)?.sources[0]
  const source = map.sources.find(({ id }) => id === asked)
  return {
    state: state as 'met' | 'available' | 'thin' | 'missing',
    by: chosen?.path ?? null,
    column: chosen?.cell.column ?? null,
    completeness: chosen?.cell.completeness ?? null,
    sourceId: source?.id ?? null,
    sourceName: source?.name ?? null,
    owner: source?.owner ?? null,
  }
}

function inTheRecords({ path, share }: { path: string; share: number }) {
  return {
    state: 'met' as const,
    by: path,
    column: null,
    completeness: share,
    sourceId: null,
    sourceName: null,
    owner: null,
  }
}
