import type { ComputedAttribute, ComputedOverview } from '../../api/types.ts'

export interface DraftCondition {
  id: string
  field: string
  op: 'is' | 'is_not' | 'at_least' | 'at_most'
  value: string | number | null
}

/** A definition as the page edits it; only what its source uses is sent. */
export interface Draft {
  from: 'orders' | 'events' | 'touches' | 'attributes' | 'computed'
  measure: MeasureId
  field: string | null
  windowDays: number | null
  where: DraftCondition[]
  attribute: string | null
  numerator: string | null
  denominator: string | null
}

const measureIds = [
  ...(['count', 'sum', 'average', 'minimum', 'maximum', 'distinct'] as const),
  ...(['first', 'last', 'most_frequent', 'days_since_first', 'days_since_last', 'share'] as const),
] as const
export type MeasureId = (typeof measureIds)[number]

let lastRow = 0
/** Tells rows of this page apart. */
export function newRowId(): string {
  lastRow += 1
  return `c${lastRow}`
}

const empty: Draft = {
  from: 'orders',
  measure: 'count',
  field: null,
  windowDays: null,
  where: [],
  attribute: null,
  numerator: null,
  denominator: null,
}

export function draftOf(saved: ComputedAttribute | null): Draft {
  if (!saved) return empty
  const { definition } = saved
  if (definition.from === 'computed')
    return {
      ...empty,
      from: 'computed',
      numerator: definition.numerator,
      denominator: definition.denominator,
    }
  if (definition.from === 'attributes')
    return { ...empty, from: 'attributes', attribute: definition.attribute }
  return {
    ...empty,
    from: definition.from,
    measure: definition.measure,
    field: definition.field ?? null,
    windowDays: definition.windowDays ?? null,
    where: (definition.where ?? []).map((condition) => ({ id: newRowId(), ...condition })),
  }
}

export function measuresFor(overview: ComputedOverview): MeasureId[] {
  return measureIds.filter((id) => overview.measures.some((measure) => measure.id === id))
}

/** Another measure may need another field, or none. */
export function withMeasure(draft: Draft, measure: MeasureId, overview: ComputedOverview): Draft {
  const needs = overview.measures.find(({ id }) => id === measure)?.field ?? 'none'
  const fields = overview.sources.find(({ id }) => id === draft.from)?.fields ?? []
  const fits = fields.find(({ id }) => id === draft.field)?.type === needs
  return {
    ...draft,
    measure,
    field:
      needs === 'none' ? null : fits ? draft.field : (fields.find(({ type }) => type === needs)?.id ?? null),
  }
}

export function isComplete(draft: Draft, overview: ComputedOverview): boolean {
  if (draft.from === 'attributes') return draft.attribute !== null
  if (draft.from === 'computed') return draft.numerator !== null && draft.denominator !== null
  const needs = overview.measures.find(({ id }) => id === draft.measure)?.field ?? 'none'
  return (
    (needs === 'none' || draft.field !== null) &&
    (draft.measure !== 'share' || draft.where.length > 0) &&
    draft.where.every(({ value }) => value !== null && value !== '')
  )
}

export function toDefinition(draft: Draft): Record<string, unknown> {
  if (draft.from === 'attributes')
    return { from: 'attributes', measure: 'days_since', attribute: draft.attribute }
  if (draft.from === 'computed')
    return {
      from: 'computed',
      measure: 'ratio',
      numerator: draft.numerator,
      denominator: draft.denominator,
    }
  return {
    from: draft.from,
    measure: draft.measure,
    field: draft.field,
    windowDays: draft.windowDays,
    where: draft.where.map(({ field, op, value }) => ({ field, op, value })),
  }
}
