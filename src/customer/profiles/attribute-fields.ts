import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { customersNow } from '../identity/customers-now.ts'

/** Columns of their own, in the order of the list; all else sits in the JSON attributes, as text. */
const typed: readonly { name: string; label: Localized; type: 'text' | 'number' | 'date' | 'list' }[] = [
  { name: 'status', label: { en: 'Status', 'zh-CN': '状态' }, type: 'text' },
  { name: 'country', label: { en: 'Country', 'zh-CN': '国家' }, type: 'text' },
  { name: 'region', label: { en: 'Province or region', 'zh-CN': '省份' }, type: 'text' },
  { name: 'city', label: { en: 'City', 'zh-CN': '城市' }, type: 'text' },
  { name: 'gender', label: { en: 'Gender', 'zh-CN': '性别' }, type: 'text' },
  { name: 'birth_year', label: { en: 'Year of birth', 'zh-CN': '出生年份' }, type: 'number' },
  { name: 'tier', label: { en: 'Tier', 'zh-CN': '等级' }, type: 'text' },
  { name: 'language', label: { en: 'Language', 'zh-CN': '语言' }, type: 'text' },
  { name: 'reachable', label: { en: 'Contact details', 'zh-CN': '联系方式' }, type: 'list' },
  { name: 'first_seen', label: { en: 'Customer since', 'zh-CN': '首次出现日期' }, type: 'date' },
]

/** How a column of its own is called; null: an attribute under the name it came with. */
export const labelOfColumn = (name: string): Localized | null =>
  typed.find((one) => one.name === name)?.label ?? null

const valueRow = z.object({
  name: z.string(),
  value: z.string(),
  customers: int64(),
  filled: int64(),
  numeric: z.union([z.boolean(), z.int()]),
})
const shownValues = 20

/** Attributes customers have here: how many have each, and the commonest values. */
export async function attributeFieldsOf(warehouse: Warehouse, workspace: Workspace) {
  const bind = createBinder()
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const [rows, [count]] = await Promise.all([
    warehouse.rows(
      sql`
      SELECT name, value, customers, filled, numeric FROM (
        SELECT pair.1 AS name, pair.2 AS value, count() AS customers, sum(customers) OVER (PARTITION BY name) AS filled,
               min(isNotNull(toFloat64OrNull(value))) OVER (PARTITION BY name) AS numeric
        FROM (SELECT arrayJoin(arrayConcat(
                [('status', toString(status)), ('country', toString(country)), ('region', toString(region)), ('city', toString(city)),
                 ('gender', toString(gender)), ('birth_year', if(birth_year = 0, '', toString(birth_year))), ('tier', toString(tier)),
                 ('language', toString(language)), ('first_seen', toString(toYear(first_seen)))],
                arrayMap(x -> ('reachable', toString(x)), reachable),
                arrayMap(x -> (concat('attributes.', x.1), x.2), JSONExtractKeysAndValues(attributes::String, 'String')))) AS pair
              FROM ${customersNow(here)})
        WHERE value != '' GROUP BY name, value)
      ORDER BY name, customers DESC, value LIMIT ${bind('UInt32', shownValues)} BY name`,
      valueRow,
    ),
    warehouse.rows(sql`SELECT count() AS n FROM ${customersNow(here)}`, z.object({ n: int64() })),
  ])
  const total = Math.max(1, count?.n ?? 0)
  const byName = groupRows(rows)
  const known = typed.flatMap((field) => describe(field, byName.get(field.name) ?? [], total))
  const free = [...byName.keys()]
    .filter((name) => name.startsWith('attributes.'))
    .sort()
    .flatMap((path) => {
      const name = path.slice('attributes.'.length)
      const values = byName.get(path) ?? []
      return describe(
        { name, label: { en: name, 'zh-CN': name }, type: values[0]?.numeric ? 'number' : 'text' },
        values,
        total,
      )
    })
  return { fields: [...known, ...free] }
}

type ValueRow = z.output<typeof valueRow>

function groupRows(rows: readonly ValueRow[]): Map<string, ValueRow[]> {
  const groups = new Map<string, ValueRow[]>()
  for (const row of rows) {
    const group = groups.get(row.name) ?? []
    group.push(row)
    groups.set(row.name, group)
  }
  return groups
}

function describe(
  field: { name: string; label: Localized; type: 'text' | 'number' | 'date' | 'list' },
  values: readonly ValueRow[],
  total: number,
) {
  if (values.length === 0) return []
  // A customer may be reachable by several channels: coverage is of those with at least the commonest.
  const filled = field.type === 'list' ? (values[0]?.customers ?? 0) : (values[0]?.filled ?? 0)
  return [
    {
      ...field,
      coverage: Math.min(1, filled / total),
      values: values.map(({ value, customers }) => ({ value, customers })),
    },
  ]
}
