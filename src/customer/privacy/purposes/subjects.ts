import { sql as pg } from 'kysely'
import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { createBinder, sql } from '../../../kit/sql.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/types.ts'
import { mappingSchema } from '../../mapping/mapping.schema.ts'
import { labelOfColumn } from '../../profiles/attribute-fields.ts'
import { attributePrefix } from '../../survivorship/sayings.ts'

/** Kinds of facts that may be limited to purposes as a whole. */
export const factKinds = {
  orders: { en: 'Orders and the scores made of them', 'zh-CN': '订单及由此得出的评分' },
  events: { en: 'Behaviour events', 'zh-CN': '行为事件' },
  touches: { en: 'Contacts and answers', 'zh-CN': '接触与回应' },
} as const satisfies Record<string, Localized>
export type FactKind = keyof typeof factKinds

/**
 * What is limited to purposes, and what a use looks at: the name of an attribute, `facts/<kind>`, `source/<id>`. Names of
 * attributes hold no stroke.
 */
export type Subject = string
export const factsSubject = (kind: FactKind): Subject => `facts/${kind}`
export const sourceSubject = (id: string): Subject => `source/${id}`
const after = (subject: Subject, prefix: string): string | null =>
  subject.startsWith(prefix) ? subject.slice(prefix.length) : null
export const sourceOf = (subject: Subject): string | null => after(subject, 'source/')
const factsOf = (subject: Subject) =>
  Object.entries(factKinds).find(([kind]) => subject === factsSubject(kind as FactKind))?.[1] ?? null

/** Sources that can be limited, with their names; also those in the bin, whose facts stay. */
export async function limitableSources(db: Ledger['db'], workspaceId: number): Promise<Map<string, string>> {
  const { rows } = await pg<{ id: string; name: string }>`
    SELECT id::text AS id, name FROM sources WHERE workspace_id = ${workspaceId} ORDER BY name, id`.execute(
    db,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** How a subject is called. */
export function subjectLabel(subject: Subject, sources: ReadonlyMap<string, string>): Localized {
  const source = sourceOf(subject)
  if (source === null) return factsOf(subject) ?? labelOfColumn(subject) ?? { en: subject, 'zh-CN': subject }
  const name = sources.get(source) ?? source
  return { en: `Source “${name}”`, 'zh-CN': `数据来源“${name}”` }
}

/** The beginning of the sentence that refuses a use. */
export function subjectWords(subject: Subject, sources: ReadonlyMap<string, string>): Localized {
  const label = subjectLabel(subject, sources)
  return sourceOf(subject) === null && factsOf(subject) === null
    ? { en: `The attribute "${label.en}"`, 'zh-CN': `属性“${label['zh-CN']}”` }
    : label
}

/** Columns of customers that a mapping's fields fill. */
const attributeOfField: Readonly<Record<string, string>> = {
  ...{ country: 'country', region: 'region', city: 'city', gender: 'gender' },
  ...{ tier: 'tier', language: 'language', birthday: 'birth_year' },
}

/**
 * What each of these sources brings: kinds of facts, attributes. A source of rows by all its mappings that were used,
 * the event stream by what it has said.
 */
export async function broughtBy(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  workspaceId: number,
  sources: readonly string[],
): Promise<Map<string, Set<Subject>>> {
  const brought = new Map<string, Set<Subject>>(sources.map((id) => [id, new Set()]))
  if (sources.length === 0) return brought
  const { rows: kinds } = await pg<{ id: string; brings: string; orders: boolean; mapping: unknown }>`
    SELECT id::text AS id, brings, last_order_at IS NOT NULL AS orders, mapping FROM sources
    WHERE workspace_id = ${workspaceId} AND id = ANY(${sources}::uuid[])`.execute(ledger.db)
  const { rows: used } = await pg<{ id: string; kind: string; mapping: unknown }>`
    SELECT DISTINCT source_id::text AS id, kind, mapping FROM imports
    WHERE workspace_id = ${workspaceId} AND source_id = ANY(${sources}::uuid[]) AND status <> 'undone'`.execute(
    ledger.db,
  )
  const add = (id: string, subject: Subject) => brought.get(id)?.add(subject)
  const addKind = (id: string, kind: string) => {
    if (kind in factKinds) add(id, factsSubject(kind as FactKind))
  }
  for (const { id, brings, orders } of kinds) {
    addKind(id, brings)
    if (orders) addKind(id, 'orders')
  }
  for (const { id, kind, mapping } of [
    ...used,
    ...kinds.map(({ id, brings, mapping }) => ({ id, kind: brings, mapping })),
  ]) {
    addKind(id, kind)
    const { data } = mappingSchema.safeParse(mapping)
    if (data?.kind !== 'customers') continue
    for (const field of Object.keys(data.fields)) {
      const attribute = attributeOfField[field]
      if (attribute) add(id, attribute)
    }
    for (const attribute of Object.keys(data.attributes)) add(id, attribute)
  }
  const streams = kinds.flatMap(({ id, brings }) => (brings === 'events' ? [id] : []))
  for (const { id, name } of await traitsOf(warehouse, workspaceId, streams))
    add(id, name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : name)
  return brought
}

async function traitsOf(warehouse: Warehouse, workspaceId: number, streams: readonly string[]) {
  if (streams.length === 0) return []
  const bind = createBinder('traits')
  return warehouse.rows(
    sql`SELECT DISTINCT toString(source_id) AS id, arrayJoin(mapKeys(said)) AS name FROM customer_sayings
      WHERE workspace_id = ${bind('UInt32', workspaceId)} AND source_id IN (${bind('Array(UUID)', [...streams])})`,
    z.object({ id: z.string(), name: z.string() }),
  )
}
