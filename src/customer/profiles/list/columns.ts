import type { Localized } from '../../../kit/api-shapes.ts'
import { identifier, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { attributeFieldsOf } from '../attribute-fields.ts'
import { profileErrors } from '../errors.ts'
import { scoresSql } from '../knowledge/figures.ts'
import { type KnowledgeTerms, keptShares, knowledgeTerms } from '../knowledge/kept.ts'
import type { ComputedColumn, ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import type { Bind, ListColumn } from './column.ts'
import { leadColumns } from './lead-columns.ts'

export type { Bind, ListColumn } from './column.ts'

type Described = ListColumn

const figure = (name: SqlFragment) => () => sql`if(s.person_key = 0, NULL, s.${name})`
const text = (name: SqlFragment) => () => sql`nullIf(toString(c.${name}), '')`

function column(
  id: string,
  en: string,
  zh: string,
  group: Described['group'],
  type: Described['type'],
  read: ListColumn['sql'],
): ListColumn {
  const sortable = type === 'number' || type === 'money' || type === 'instant'
  return { id, label: { en, 'zh-CN': zh }, group, type, sortable, sql: read }
}

const fixed: readonly ListColumn[] = [
  column('status', 'Status', '状态', 'who', 'text', text(sql`status`)),
  column('country', 'Country', '国家', 'who', 'text', text(sql`country`)),
  column('region', 'Province or region', '省份', 'who', 'text', text(sql`region`)),
  column('city', 'City', '城市', 'who', 'text', text(sql`city`)),
  column('gender', 'Gender', '性别', 'who', 'text', text(sql`gender`)),
  column(
    'birth_year',
    'Year of birth',
    '出生年份',
    'who',
    'number',
    () => sql`nullIf(toInt64(c.birth_year), 0)`,
  ),
  column('tier', 'Tier', '等级', 'who', 'text', text(sql`tier`)),
  column('language', 'Language', '语言', 'who', 'text', text(sql`language`)),
  column('reachable', 'Contact details', '联系方式', 'who', 'list', () => sql`c.reachable`),
  column(
    'first_seen',
    'Known since',
    '首次出现',
    'who',
    'instant',
    () => sql`toUnixTimestamp64Milli(c.first_seen)`,
  ),
  column('last_order', 'Last order', '最近下单', 'orders', 'instant', figure(sql`last_ms`)),
  column('first_order', 'First order', '首次下单', 'orders', 'instant', figure(sql`first_ms`)),
  column('orders', 'Orders', '订单', 'orders', 'number', figure(sql`orders`)),
  column('monetary', 'Spend', '消费金额', 'orders', 'money', figure(sql`monetary`)),
  column(
    'average_order',
    'Average order',
    '客单价',
    'orders',
    'money',
    () => sql`if(s.orders = 0, NULL, round(s.monetary / s.orders))`,
  ),
  column('recency', 'Days since last order', '距上次消费天数', 'orders', 'number', figure(sql`recency_days`)),
  column('breadth', 'Category breadth', '品类广度', 'orders', 'number', figure(sql`breadth`)),
  column(
    'length',
    'Length of relationship, days',
    '关系时长（天）',
    'orders',
    'number',
    figure(sql`length_days`),
  ),
  column('r', 'R', 'R', 'scores', 'number', figure(sql`r`)),
  column('f', 'F', 'F', 'scores', 'number', figure(sql`f`)),
  column('m', 'M', 'M', 'scores', 'number', figure(sql`m`)),
]
const byId = new Map(fixed.map((one) => [one.id, one]))

export const standardColumns: readonly string[] = [
  ...['city', 'last_order', 'orders', 'monetary', 'r', 'f', 'm', 'reachable'],
]

const attributePrefix = 'attributes.'
const attributeShape = /^[\p{L}_][\p{L}\p{N}_ -]{0,62}$/u

function attributeColumn(name: string, isNumber: boolean, label: Localized): ListColumn {
  return {
    id: `${attributePrefix}${name}`,
    label,
    group: 'attributes',
    type: isNumber ? 'number' : 'text',
    sortable: isNumber,
    sql: (bind) => {
      const value = sql`ifNull(toString(getSubcolumn(c.attributes, ${bind('String', name)})), '')`
      return isNumber ? sql`toFloat64OrNull(${value})` : sql`nullIf(${value}, '')`
    },
  }
}

function computedColumn(
  { id, label, type, isZero }: ComputedColumn,
  select: (bind: Bind) => SqlFragment,
): ListColumn {
  const alias = `k_${id.replaceAll('-', '')}`
  const from = identifier(alias)
  return {
    id: `computed.${id}`,
    label: { en: label, 'zh-CN': label },
    group: 'computed',
    type,
    sortable: type === 'number',
    join: { alias, select },
    sql: () =>
      type === 'text'
        ? sql`nullIf(${from}.text, '')`
        : sql`if(${from}.person_key = 0, ${isZero ? sql`toNullable(0.)` : sql`NULL`}, ${from}.number)`,
  }
}

const knowledgeId = 'knowledge'

/** How much is known of each, by the weights of today. */
function knowledgeColumn(workspace: Workspace, { settings }: KnowledgeTerms): ListColumn {
  return {
    id: knowledgeId,
    label: { en: 'How much we know', 'zh-CN': '了解程度' },
    group: 'scores',
    type: 'number',
    sortable: true,
    join: {
      alias: 'known',
      select: (bind) => scoresSql(keptShares(bind('UInt32', workspace.id)), settings, bind),
    },
    sql: () => sql`if(known.person_key = 0, NULL, round(known.score))`,
  }
}

/** All columns there are here: those of everybody, the attributes this workspace's customers have, and computed ones. */
export async function columnsOf(
  { warehouse, ledger }: Pick<ProfileDeps, 'warehouse' | 'ledger'>,
  ports: ProfilePorts,
  workspace: Workspace,
): Promise<ListColumn[]> {
  const { fields } = await attributeFieldsOf(warehouse, workspace)
  const attributes = fields
    .filter(({ name }) => !byId.has(name) && attributeShape.test(name))
    .map(({ name, type, label }) => attributeColumn(name, type === 'number', label))
  const computed = (await ports.computedColumns(workspace)).map((one) =>
    computedColumn(one, (bind) => ports.computedSql(workspace, one.id, bind)),
  )
  const known = knowledgeColumn(workspace, await knowledgeTerms(ledger, workspace.id))
  return [...fixed, known, ...(await leadColumns(ledger, workspace)), ...attributes, ...computed]
}

const rememberedMs = 60_000
/** Attributes are found by reading every profile: not once for each page of a list. */
const remembered = new WeakMap<Warehouse, Map<number, { at: number; columns: Map<string, ListColumn> }>>()

async function rememberedColumns(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  ids: readonly string[],
): Promise<Map<string, ListColumn>> {
  const ofWarehouse = remembered.get(deps.warehouse) ?? new Map()
  remembered.set(deps.warehouse, ofWarehouse)
  const kept = ofWarehouse.get(workspace.id)
  // What is not among them may have come since.
  if (kept && performance.now() - kept.at < rememberedMs && ids.every((id) => kept.columns.has(id)))
    return kept.columns
  const columns = new Map((await columnsOf(deps, ports, workspace)).map((one) => [one.id, one]))
  ofWarehouse.set(workspace.id, { at: performance.now(), columns })
  return columns
}

/** The columns of these ids, in their order; attributes are looked up only where one is asked for. @throws profile.unknownColumn */
export async function chosenColumns(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  ids: readonly string[],
): Promise<ListColumn[]> {
  const all = ids.every((id) => byId.has(id) || id === knowledgeId)
    ? byId
    : await rememberedColumns(deps, ports, workspace, ids)
  // Never a remembered one: its weights may have changed.
  const known = ids.includes(knowledgeId)
    ? knowledgeColumn(workspace, await knowledgeTerms(deps.ledger, workspace.id))
    : undefined
  return [...new Set(ids)].map((id) => {
    const found = id === knowledgeId ? known : all.get(id)
    if (!found) throw profileErrors.unknownColumn({ column: id })
    return found
  })
}
