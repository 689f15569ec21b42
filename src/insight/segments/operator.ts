import type { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Bind } from '../facts.ts'
import type { segmentOperators } from './api.ts'
import type { RuleContext } from './context.ts'
import type { CustomerFacts } from './customer-facts.ts'

type Described = z.output<typeof segmentOperators.response>['operators'][number]
export type OperatorField = Described['fields'][number]

/** Which rows a leaf is read from; all leaves of a family share one scan. */
export type FamilyName = 'profiles' | 'features' | 'orders' | 'touches' | 'computed'

/** One yes-or-no about a person, in SQL. */
export interface Leaf {
  family: FamilyName
  /** A condition on the person's row (profiles, features), or on aggregates of the person's rows (orders, touches). */
  condition: SqlFragment
  /** What the condition is for a person without any row; it must be what the aggregates of nothing would give. */
  withoutRows: boolean
  /** Aggregates only: the rows that matter to the condition. The scan reads no others. */
  rows?: SqlFragment
  /** Aggregates only: the condition is that there is such a row, so that rows need not be gathered by person. */
  isAnyRow?: true
}

/** Somebody has such a row. */
export function hasRow(family: 'orders' | 'touches' | 'computed', rows: SqlFragment): Leaf {
  return { family, condition: sql`countIf(${rows}) > 0`, withoutRows: false, rows, isAnyRow: true }
}

export type Condition = Leaf | { all: Condition[] } | { any: Condition[] } | { not: Condition }

export interface SqlContext extends RuleContext {
  bind: Bind
}

export interface NamesOf {
  campaign(id: string): string
  computed(id: string): string
  dateKind(id: string): Localized
  topic(id: string): string
  /** A stage of prospects. */
  stage(id: string): Localized
  /** Somebody of us. */
  colleague(id: string): string
}

/** One kind of condition. One file each; the registry is `operators/index.ts`. */
export interface Operator<P extends z.ZodType = z.ZodType> {
  id: string
  label: Localized
  help: Localized
  group: Described['group']
  /** What can change its answer: this customer's data, time alone, the population, or other things. */
  dependency: Described['dependency']
  params: P
  /** How the builder draws the parameters, in order. */
  fields: OperatorField[]
  /** Attributes it looks at beyond those its fields name. */
  attributes?(params: z.output<P>): string[]
  toSql(params: z.output<P>, context: SqlContext): Condition
  evaluate(params: z.output<P>, customer: CustomerFacts, context: RuleContext): boolean
  /** A predicate that follows "customers who": `spent at least …`. Chinese: a phrase that precedes 的客户. */
  words(params: z.output<P>, context: RuleContext, names: NamesOf): Localized
}

/** Any operator, its parameters already checked by its own schema. */
export interface AnyOperator extends Omit<Operator, 'attributes' | 'toSql' | 'evaluate' | 'words'> {
  attributes?(params: unknown): string[]
  toSql(params: unknown, context: SqlContext): Condition
  evaluate(params: unknown, customer: CustomerFacts, context: RuleContext): boolean
  words(params: unknown, context: RuleContext, names: NamesOf): Localized
}

export function defineOperator<P extends z.ZodType>(operator: Operator<P>): AnyOperator {
  return operator as unknown as AnyOperator
}
