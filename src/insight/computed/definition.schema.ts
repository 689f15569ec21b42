import { z } from 'zod'

/** What each source of facts can be asked: texts are compared and named, numbers added and averaged. */
export const factFields = {
  orders: {
    text: ['category', 'product', 'channel', 'place', 'coupon'],
    number: ['amount', 'quantity', 'discount'],
  },
  events: { text: ['name', 'category', 'product', 'channel'], number: ['value'] },
  touches: { text: ['kind', 'channel'], number: ['cost'] },
} as const
export type FactSource = keyof typeof factFields
const sources = Object.keys(factFields) as [FactSource, ...FactSource[]]

/** Measures over rows of facts: what they give, and which field they need. */
export const measures = {
  count: { gives: 'number', field: 'none' },
  sum: { gives: 'number', field: 'number' },
  average: { gives: 'number', field: 'number' },
  minimum: { gives: 'number', field: 'number' },
  maximum: { gives: 'number', field: 'number' },
  distinct: { gives: 'number', field: 'text' },
  first: { gives: 'text', field: 'text' },
  last: { gives: 'text', field: 'text' },
  most_frequent: { gives: 'text', field: 'text' },
  days_since_first: { gives: 'number', field: 'none' },
  days_since_last: { gives: 'number', field: 'none' },
  share: { gives: 'number', field: 'none' },
} as const
export type Measure = keyof typeof measures
const measureNames = Object.keys(measures) as [Measure, ...Measure[]]

const fieldName = z.string().min(1).max(30)
const factCondition = z.strictObject({
  field: fieldName,
  op: z.enum(['is', 'is_not', 'at_least', 'at_most']),
  value: z.union([z.string().min(1).max(200), z.number().min(-1e12).max(1e12)]),
})
export type FactCondition = z.infer<typeof factCondition>

const uuid = z.uuid()
export const factDefinition = z.strictObject({
  from: z.enum(sources),
  measure: z.enum(measureNames),
  field: fieldName.nullable().default(null),
  windowDays: z.int().min(1).max(3_650).nullable().default(null).describe('null: the whole history'),
  where: z.array(factCondition).max(5).default([]).describe('All of them hold'),
})
const ratioDefinition = z.strictObject({
  from: z.literal('computed'),
  measure: z.literal('ratio'),
  numerator: uuid,
  denominator: uuid,
})
const attributeDefinition = z.strictObject({
  from: z.literal('attributes'),
  measure: z.literal('days_since'),
  attribute: z
    .string()
    .regex(/^[\p{L}_][\p{L}\p{N}_ -]{0,62}$/u)
    .describe('An attribute that holds YYYY-MM-DD'),
})

/** How an attribute is computed. */
export const computedDefinition = z.union([factDefinition, ratioDefinition, attributeDefinition])
export type ComputedDefinition = z.infer<typeof computedDefinition>
export type FactDefinition = z.infer<typeof factDefinition>

export interface Computed {
  id: string
  definition: ComputedDefinition
}

export function typeOf(definition: ComputedDefinition): 'number' | 'text' {
  return definition.from === 'computed' || definition.from === 'attributes'
    ? 'number'
    : measures[definition.measure].gives
}

/** Nobody's rows are none: counts and sums are 0 then; all else is unknown. */
export function isZeroWithoutRows(definition: ComputedDefinition): boolean {
  return ['count', 'sum', 'distinct'].includes(definition.measure)
}
