import { z } from 'zod'

export const importKind = z.enum(['customers', 'products', 'orders', 'touches', 'events'])
export type ImportKind = z.infer<typeof importKind>

/**
 * Where one canonical field comes from. Exactly one of `column`, `constant`, `expression`.
 * Expressions see the row's columns by name, see `expression.ts` for the language.
 */
export const fieldSource = z
  .object({
    column: z.string().min(1).max(300).optional(),
    constant: z.string().max(1_000).optional(),
    expression: z.string().min(1).max(2_000).optional(),
    /** Date pattern such as yyyy-MM-dd HH:mm or dd/MM/yyyy; guessed where absent. */
    format: z.string().max(60).optional(),
    /** Of a birthday or another day: the calendar its numbers are of; without it as written, Gregorian unless it says 农历. */
    calendar: z.enum(['solar', 'lunar']).optional(),
    /** For amounts: the file counts in major units (12.50), minor units (1250) or 万. */
    unit: z.enum(['major', 'minor', 'wan']).optional(),
    /** Decimal comma instead of point. */
    decimalComma: z.boolean().optional(),
    /** Replaces values, for codes: { M: male }. */
    values: z.record(z.string(), z.string()).optional(),
  })
  .refine((s) => [s.column, s.constant, s.expression].filter((v) => v !== undefined).length === 1, {
    error: 'needs exactly one of column, constant or expression',
  })
export type FieldSource = z.infer<typeof fieldSource>

/** What a file says about one consent. Words of yes and no are known in Chinese and English; `values` adds others. */
export const consentSource = z.object({
  purpose: z.string().min(1).max(40),
  /** `*` for all. */
  channel: z.string().min(1).max(20).default('*'),
  /** yes, no, or blank for nothing said. */
  answer: fieldSource,
  /** When it was said. A yes without it yields to every other word; a no without it counts as said at the import. */
  at: fieldSource.optional(),
  until: fieldSource.optional(),
  /** Where the proof is found. */
  proof: fieldSource.optional(),
  /** Number of the version of the words it was given on. */
  text: fieldSource.optional(),
})
export type ConsentSource = z.output<typeof consentSource>

/** What a file says customers need, like or do not want of one topic. */
export const needSource = z.object({
  topic: z.string().min(1).max(40),
  /** The words `stated_<topic>` knows; blank says nothing, and what nobody knows costs the row. */
  answer: fieldSource,
  /** When it was said; the day of the import where absent. */
  on: fieldSource.optional(),
  /** 1 to 3, or a little, clearly, very. */
  strength: fieldSource.optional(),
  /** The last day it holds. */
  until: fieldSource.optional(),
})
export type NeedSource = z.output<typeof needSource>

/** A mapping is data: written by hand as YAML, guessed, or edited on the page. */
export const mappingSchema = z.object({
  version: z.literal(1).default(1),
  kind: importKind,
  /** Names the source system; part of what makes a row repeated. */
  source: z.string().min(1).max(60).default('file'),
  /** Zone of times without an offset (IANA); the workspace's where absent. */
  timeZone: z.string().max(60).optional(),
  /** ISO 4217, where no field maps to currency; the workspace's where absent. */
  currency: z.string().length(3).optional(),
  encoding: z.enum(['utf-8', 'gbk', 'utf-16le']).optional(),
  delimiter: z.string().length(1).optional(),
  sheet: z.string().max(100).optional(),
  /** Rows equal in every mapped field: 'drop' stores them once, 'keep' trusts the file (a re-import still adds nothing). */
  repeats: z.enum(['drop', 'keep']).default('drop'),
  fields: z.record(z.string(), fieldSource),
  /** Attributes of customers and products, properties of events, to keep beyond the canonical ones: name → source. */
  attributes: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), fieldSource).default({}),
  /** Consents a customer file brings, each purpose and channel once. */
  consents: z.array(consentSource).max(40).optional(),
  /** Needs and preferences a customer file brings, each topic once. */
  needs: z.array(needSource).max(100).optional(),
})
export type Mapping = z.output<typeof mappingSchema>
