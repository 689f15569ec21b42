import { dayOf, daysBetween } from '../days.ts'
import { inWindow, type RuleContext } from '../segments/context.ts'
import {
  type Computed,
  type FactCondition,
  type FactDefinition,
  factFields,
  isZeroWithoutRows,
} from './definition.schema.ts'

/** One row of a source: when, and its fields by name; amounts in major units of the workspace's currency. */
export interface FactRow {
  at: Date
  /** Orders alone. */
  orderId?: string
  kind?: 'sale' | 'return' | 'charge'
  fields: Readonly<Record<string, string | number>>
}

export interface ComputedFacts {
  orders: readonly FactRow[]
  events: readonly FactRow[]
  /** Without those of bots. */
  touches: readonly FactRow[]
  attributes: Readonly<Record<string, string>>
}

export type ComputedValue = number | string | null

/**
 * Values of one customer in memory, by attribute; null: unknown. What the statement of `computeSql` computes for
 * everybody; a test holds the two together.
 */
export function evaluateComputed(
  list: readonly Computed[],
  facts: ComputedFacts,
  context: RuleContext,
): Map<string, ComputedValue> {
  const values = new Map<string, ComputedValue>()
  for (const { id, definition } of list) {
    if (definition.from === 'computed') continue
    values.set(
      id,
      definition.from === 'attributes'
        ? daysSince(facts.attributes[definition.attribute] ?? '', context)
        : ofRows(definition, facts[definition.from], context),
    )
  }
  for (const { id, definition } of list) {
    if (definition.from !== 'computed') continue
    const part = (of: string) => {
      const other = list.find((one) => one.id === of)
      const value = values.get(of) ?? (other && isZeroWithoutRows(other.definition) ? 0 : null)
      return typeof value === 'number' ? value : null
    }
    const [above, below] = [part(definition.numerator), part(definition.denominator)]
    values.set(id, above === null || below === null || below === 0 ? null : above / below)
  }
  return values
}

function ofRows(of: FactDefinition, rows: readonly FactRow[], context: RuleContext): ComputedValue {
  const { measure } = of
  const among = rows.filter(
    (row) =>
      inWindow(context, row.at, of.windowDays) &&
      (of.from !== 'orders' || (measure === 'sum' ? row.kind !== 'charge' : row.kind === 'sale')),
  )
  const held = among.filter((row) => of.where.every((condition) => holds(of, condition, row)))
  const numbers = held.map((row) => Number(row.fields[of.field ?? '']))
  const named = held.filter((row) => row.fields[of.field ?? ''] !== '')
  const textOf = (row: FactRow) => String(row.fields[of.field ?? ''])
  const texts = named.map(textOf)
  const days = (at: Date) => daysBetween(dayOf(at, context.workspace.timeZone), context.day)
  const inOrder = named.toSorted((a, b) => a.at.getTime() - b.at.getTime() || byBytes(textOf(a), textOf(b)))
  const instants = held.map((row) => row.at.getTime())
  switch (measure) {
    case 'count':
      return of.from === 'orders' ? new Set(held.map((row) => row.orderId)).size : held.length
    case 'sum':
      return numbers.reduce((sum, one) => sum + one, 0)
    case 'average':
      return held.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / held.length
    case 'minimum':
      return held.length === 0 ? null : Math.min(...numbers)
    case 'maximum':
      return held.length === 0 ? null : Math.max(...numbers)
    case 'distinct':
      return new Set(texts).size
    case 'first':
      return inOrder[0] ? textOf(inOrder[0]) : null
    case 'last': {
      const last = inOrder.at(-1)
      return last ? textOf(last) : null
    }
    case 'most_frequent':
      return mostFrequent(texts)
    case 'days_since_first':
      return held.length === 0 ? null : days(new Date(Math.min(...instants)))
    case 'days_since_last':
      return held.length === 0 ? null : days(new Date(Math.max(...instants)))
    case 'share':
      return among.length === 0 ? null : held.length / among.length
  }
}

function holds(of: FactDefinition, { field, op, value }: FactCondition, row: FactRow): boolean {
  const texts: readonly string[] = factFields[of.from].text
  const mine = row.fields[field] ?? ''
  if (op === 'is' || op === 'is_not') {
    const same = texts.includes(field) ? String(mine) === String(value) : Number(mine) === Number(value)
    return same === (op === 'is')
  }
  return op === 'at_least' ? Number(mine) >= Number(value) : Number(mine) <= Number(value)
}

function mostFrequent(texts: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1] || byBytes(a[0], b[0]))
  return best?.[0] ?? null
}

/** The engine sorts texts by their bytes. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function daysSince(text: string, context: RuleContext): number | null {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0]
  if (day === undefined) return null
  const at = new Date(`${day}T00:00:00Z`)
  const isDay = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day
  // Days the engine's calendar holds.
  return isDay && day >= '1970-01-01' && day <= '2149-06-06' ? daysBetween(day, context.day) : null
}
