import { z } from 'zod'

export const fieldTypes = ['text', 'number', 'integer', 'boolean', 'datetime', 'object', 'list'] as const

/** What one field of an event or a row has to be. */
export const fieldRule = z.object({
  type: z.enum(fieldTypes).optional(),
  required: z.boolean().default(false),
  /** The only values there may be. */
  values: z.array(z.string().max(200)).min(1).max(200).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** A simple regular expression the whole text must match. */
  pattern: z.string().min(1).max(200).optional(),
  maxLength: z.int().min(1).max(32_768).optional(),
  /** Rows only: no value twice in one file. */
  unique: z.boolean().default(false),
})
export type FieldRule = z.output<typeof fieldRule>

/** A contract of an event (paths such as `properties.price`) or of rows (canonical fields). */
export const contractBody = z.object({
  fields: z
    .record(z.string().min(1).max(200), fieldRule)
    .refine((fields) => Object.keys(fields).length <= 200, { error: 'at most 200 fields' }),
  /** How old the newest value may be, hours; null promises nothing. */
  freshnessHours: z.number().positive().max(8_760).nullable().default(null),
})
export type ContractBody = z.output<typeof contractBody>

export const ruleCodes = ['required', 'type', 'values', 'range', 'pattern', 'length', 'unique'] as const
export type RuleCode = (typeof ruleCodes)[number]

/** Which rule a value broke. */
export interface Violation {
  rule: RuleCode
  field: string
}
