import { hasAddress } from '../../customer/index.ts'
import { createBinder, identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Snapshot } from '../features/snapshots.ts'
import type { CheckedRule } from './check.ts'
import { type BarBitmap, barBitmaps, type ContactLists, contactSql } from './contact-lists.ts'
import type { RuleContext } from './context.ts'
import { type ScanInput, scanSql } from './families.ts'
import type { Condition, FamilyName, Leaf, SqlContext } from './operator.ts'
import { keptSql, reachColumns } from './population.ts'

export interface CompiledRule {
  /**
   * FROM clause: one row with the bitmaps of all leaves, `everybody`, and `is_kept`: 0 where kept lists were to be used
   * that the engine no longer has, so that nothing in the row may be believed.
   */
  from: SqlFragment
  /** Bitmap of those who fulfil the rule. */
  members: SqlFragment
  /** Bitmap of each condition alone, in the order of a depth-first walk. */
  conditions: { path: string; bitmap: SqlFragment }[]
  /** By channel who has an address, and who of them is held back, in the order of the reasons; empty unless asked for. */
  reach: { channel: string; address: SqlFragment; bars: BarBitmap[] }[]
}

export interface CompileOptions {
  prefix?: string
  contacts?: ContactLists
  population?: string
}

const order: readonly FamilyName[] = ['profiles', 'features', 'orders', 'touches', 'computed']

/**
 * A checked rule as bitmap algebra over a few scans. Everybody is who has a profile or ever bought; "not" is taken
 * within everybody.
 * @param options `prefix` of the parameter names, where two rules stand in one statement; `contacts` adds the bitmaps
 *   of the channels; `population` takes them and everybody from the kept lists of this id, for the same facts and moment
 */
export function compileRule(
  rule: CheckedRule,
  context: RuleContext,
  snapshot: Snapshot | null,
  options: CompileOptions = {},
): CompiledRule {
  const sqlContext: SqlContext = { ...context, bind: createBinder(options.prefix ?? 'seg') }
  const leaves: Record<FamilyName, Leaf[]> = {
    profiles: [],
    features: [],
    orders: [],
    touches: [],
    computed: [],
  }
  const conditions: CompiledRule['conditions'] = []

  const ofCondition = (condition: Condition): SqlFragment => {
    if ('all' in condition) return fold('bitmapAnd', condition.all.map(ofCondition))
    if ('any' in condition) return fold('bitmapOr', condition.any.map(ofCondition))
    if ('not' in condition) return without(ofCondition(condition.not))
    const column = {
      text: `${condition.family}_${leaves[condition.family].length}`,
      params: {},
      isSql: true as const,
    }
    leaves[condition.family].push(condition)
    return condition.withoutRows ? without(column) : column
  }
  const ofRule = (part: CheckedRule): SqlFragment => {
    switch (part.kind) {
      case 'all':
        return fold('bitmapAnd', part.rules.map(ofRule))
      case 'any':
        return fold('bitmapOr', part.rules.map(ofRule))
      case 'not':
        return without(ofRule(part.rule))
      case 'condition': {
        const bitmap = ofCondition(part.operator.toSql(part.params, sqlContext))
        conditions.push({ path: part.path, bitmap: sql`bitmapAnd(everybody, ${bitmap})` })
        return bitmap
      }
    }
  }
  const members = sql`bitmapAnd(everybody, ${ofRule(rule)})`
  const { contacts } = options
  const reach = contacts ? reachColumns : []
  const people =
    options.population === undefined
      ? fromFacts(leaves, sqlContext, snapshot, reach)
      : fromKept(leaves, sqlContext, snapshot, options.population)
  return {
    from: contacts
      ? sql`(SELECT * FROM ${people} AS of_rule CROSS JOIN ${contactSql(contacts, sqlContext.bind)} AS of_stops)`
      : people,
    members,
    conditions,
    reach: reach.map(({ channel, column }) => ({
      channel,
      address: identifier(column),
      bars: barBitmaps(
        contacts?.channels.find((one) => one.channel === channel)?.bars ?? [],
        conditions.length > 0,
      ),
    })),
  }
}

/** SELECT of one column `person_key`: who fulfils the rule. */
export function membersSql(compiled: CompiledRule): SqlFragment {
  return sql`SELECT arrayJoin(bitmapToArray(${compiled.members})) AS person_key FROM ${compiled.from}`
}

type Leaves = Record<FamilyName, Leaf[]>

/** Everybody, and the channels' lists, are read in the same scans as the leaves. */
function fromFacts(
  leaves: Leaves,
  context: SqlContext,
  snapshot: Snapshot | null,
  reach: readonly { channel: string; column: string }[],
): SqlFragment {
  const extra = reach.map(({ channel, column }) => ({
    column,
    condition: hasAddress(context.bind('String', channel)),
  }))
  const scans = order
    .filter((family) => family === 'profiles' || family === 'features' || leaves[family].length > 0)
    .map((family) => {
      const more = { everybody: true, ...(family === 'profiles' && { extra }) }
      return leafScan(family, leaves[family], context, snapshot, more)
    })
  return sql`(SELECT *, bitmapOr(profiles_all, features_all) AS everybody, 1 AS is_kept FROM ${sideBySide(scans)})`
}

/** Only what the leaves ask for is read; the rest is kept. */
function fromKept(
  leaves: Leaves,
  context: SqlContext,
  snapshot: Snapshot | null,
  population: string,
): SqlFragment {
  const scans = order
    .filter((family) => leaves[family].length > 0)
    .map((family) => leafScan(family, leaves[family], context, snapshot, { everybody: false }))
  return sql`(SELECT * FROM ${sideBySide([sql`(${keptSql(context.bind('String', population))}) AS kept`, ...scans])})`
}

function leafScan(
  family: FamilyName,
  leaves: readonly Leaf[],
  context: SqlContext,
  snapshot: Snapshot | null,
  more: Pick<ScanInput, 'everybody' | 'extra'>,
): SqlFragment {
  const grouped = leaves.some((leaf) => leaf.rows && !leaf.isAnyRow)
  const conditions = leaves.map((leaf) => {
    if (leaf.isAnyRow && leaf.rows && !grouped) return leaf.rows
    // A leaf that holds for people without rows is asked the other way round and taken from everybody.
    return leaf.withoutRows ? sql`NOT (${leaf.condition})` : leaf.condition
  })
  const input = { context, snapshot, grouped, only: anyRows(leaves), ...more }
  return sql`(${scanSql(family, conditions, input)}) AS ${{ text: `scan_${family}`, params: {}, isSql: true }}`
}

function sideBySide(scans: readonly SqlFragment[]): SqlFragment {
  return joinSql(scans, ' CROSS JOIN ')
}

/** Rows any leaf looks at; null as soon as one looks at all. */
function anyRows(leaves: readonly Leaf[]): SqlFragment | null {
  const rows = leaves.flatMap((leaf) => (leaf.rows ? [leaf.rows] : []))
  if (rows.length < leaves.length || rows.length === 0) return null
  return joinSql(
    rows.map((row) => sql`(${row})`),
    ' OR ',
  )
}

function without(bitmap: SqlFragment): SqlFragment {
  return sql`bitmapAndnot(everybody, ${bitmap})`
}

/** Halves instead of a chain: 200 conditions must not nest 200 calls deep. */
function fold(combine: 'bitmapAnd' | 'bitmapOr', parts: readonly SqlFragment[]): SqlFragment {
  const [only] = parts
  if (!only) return sql`everybody`
  if (parts.length === 1) return only
  const middle = Math.ceil(parts.length / 2)
  const call = { text: combine, params: {}, isSql: true as const }
  return sql`${call}(${fold(combine, parts.slice(0, middle))}, ${fold(combine, parts.slice(middle))})`
}
