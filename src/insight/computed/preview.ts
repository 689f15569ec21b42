import { z } from 'zod'
import { customersNow } from '../../customer/index.ts'
import { newId } from '../../kit/ids.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { InsightDeps } from '../deps.ts'
import { latestSnapshot } from '../features/snapshots.ts'
import { ruleContext } from '../segments/context.ts'
import { checkDefinition } from './check.ts'
import { computeSql } from './compile.ts'
import { isZeroWithoutRows, typeOf } from './definition.schema.ts'
import { listComputed } from './store.ts'
import { computedWords } from './words.ts'

const looked = 2_000
const shown = 10

/** What a definition gives for a fixed sample of customers, by a hash of their keys. @throws computed.* */
export async function previewComputed(deps: InsightDeps, workspace: Workspace, input: unknown) {
  const others = await listComputed(deps.ledger, workspace)
  const definition = checkDefinition(input, others)
  const context = ruleContext(workspace, await latestSnapshot(deps.ledger, workspace))
  const id = newId()
  const bind = createBinder('pv')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const people = sql`SELECT person_key FROM ${customersNow(here)} ORDER BY cityHash64(person_key) LIMIT ${bind('UInt32', looked)}`
  const parts =
    definition.from === 'computed' ? others.filter((one) => one.definition.from !== 'computed') : []
  const values = sql`SELECT person, number, text FROM (${computeSql([...parts, { id, definition }], context, people)})
    WHERE attribute = ${bind('UUID', id)}`
  const rows = await deps.warehouse.rows(
    sql`SELECT toUInt64(p.person_key) AS key, v.person != 0 AS has, v.number AS number, v.text AS text
      FROM (${people}) AS p LEFT JOIN (${values}) AS v ON v.person = p.person_key`,
    z.object({ key: int64(), has: z.coerce.number(), number: z.number().nullable(), text: z.string() }),
    { pool: 'long' },
  )
  const type = typeOf(definition)
  const zero = isZeroWithoutRows(definition) ? 0 : null
  const shownOf = (row: (typeof rows)[number]) =>
    row.has === 0 ? zero : type === 'number' ? row.number : row.text
  const known = rows.filter((row) => shownOf(row) !== null)
  const numbers = known
    .map(shownOf)
    .filter((one): one is number => typeof one === 'number')
    .sort((a, b) => a - b)
  const counts = new Map<string, number>()
  if (type === 'text') for (const { text } of known) counts.set(text, (counts.get(text) ?? 0) + 1)
  // Those with something to show first.
  const picked = [...known.filter(({ has }) => has !== 0), ...known.filter(({ has }) => has === 0)].slice(
    0,
    shown,
  )
  const people10 = await deps.rowsOf(
    workspace,
    picked.map(({ key }) => key),
  )
  const labels = new Map(people10.map(({ customerId, label }) => [customerId, label]))
  const [least, median, most] = [numbers[0], numbers[numbers.length >> 1], numbers.at(-1)]
  return {
    type,
    words: computedWords(definition, others),
    looked: rows.length,
    filled: known.length,
    range: least === undefined || median === undefined || most === undefined ? null : { least, median, most },
    common: [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 5)
      .map(([value, customers]) => ({ value, customers })),
    sample: picked.map((row) => ({
      customerId: String(row.key),
      label: labels.get(String(row.key)) ?? `#${row.key}`,
      value: shownOf(row),
    })),
  }
}
