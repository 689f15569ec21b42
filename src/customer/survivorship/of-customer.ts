import { z } from 'zod'
import { commonErrors } from '../../kit/errors.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { type SurvivorshipDeps, sourceNames } from './deps.ts'
import { labelOfAttribute, readable } from './labels.ts'
import { pick } from './pick.ts'
import { rulesInEngine } from './rules.ts'
import { correctedId, knownBefore, nobodyId } from './sayings.ts'

const row = z.object({
  personKey: int64(),
  sourceId: z.string(),
  importId: z.string(),
  said: z.record(z.string(), z.string()),
  saidAt: z.record(z.string(), z.coerce.number()),
  observedMs: z.coerce.number(),
  storedMs: z.coerce.number(),
})

const isNoSource = (id: string) => id === nobodyId || id === correctedId

/** Where each value of a customer comes from and what else was said. @throws common.notFound */
export async function valuesOf(deps: SurvivorshipDeps, workspace: Workspace, customerId: string) {
  const asked = Number(customerId)
  if (!Number.isSafeInteger(asked)) throw commonErrors.notFound({ what: 'customer', id: customerId })
  const [current, members] = await Promise.all([
    deps.persons.currentOf(workspace, [asked]),
    deps.persons.keysOf(workspace, [asked]),
  ])
  const person = current.get(asked) ?? asked
  const bind = createBinder()
  const mine = sql`workspace_id = ${bind('UInt32', workspace.id)}
    AND person_key IN (${bind('Array(UInt64)', members.get(asked) ?? [asked])})`
  const columns = sql`person_key, source_id, import_id, said, said_at, observed_at, stored_at`
  const [rows, rules, names] = await Promise.all([
    deps.warehouse.rows(
      sql`SELECT person_key AS personKey, toString(source_id) AS sourceId, toString(import_id) AS importId, said, said_at AS saidAt,
                 toUnixTimestamp64Milli(observed_at) AS observedMs, toUnixTimestamp64Milli(stored_at) AS storedMs
          FROM (
            SELECT ${columns} FROM customer_sayings FINAL WHERE ${mine}
            UNION ALL SELECT ${columns} FROM (${knownBefore(sql`${mine}
              AND person_key NOT IN (SELECT person_key FROM customer_sayings WHERE ${mine})`)}))`,
      row,
    ),
    rulesInEngine(deps.warehouse, workspace.id),
    sourceNames(deps.ledger, workspace.id),
  ])
  const picked = pick(
    rows.map(({ personKey, ...one }) => ({ ...one, own: personKey === person })),
    rules,
  )
  return {
    values: [...picked]
      .map(([attribute, { rule, words }]) => ({
        attribute,
        label: labelOfAttribute(attribute),
        rule,
        words: words.map(({ value, sourceId, importId, ms }) => ({
          value: readable(attribute, value),
          source: isNoSource(sourceId) ? null : (names.get(sourceId) ?? sourceId),
          corrected: sourceId === correctedId,
          importId: importId === nobodyId || isNoSource(sourceId) ? null : importId,
          at: ms === 0 ? null : new Date(ms).toISOString(),
        })),
      }))
      .sort((a, b) => a.label.en.localeCompare(b.label.en)),
  }
}
