import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { csvLine } from '../../../kit/csv.ts'
import { commonErrors, type Locale } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Objective, RequestStatus } from '../../../stores/ledger/schema/quality.ts'
import { isUuid } from '../../imports/records.ts'
import { canonicalFields } from '../../mapping/canonical-fields.ts'
import { qualityErrors } from '../errors.ts'
import type { Dataset } from '../measure/dataset-fields.ts'
import type { createDataRequest, dataRequest, updateDataRequest } from './api.ts'
import type { FieldMap } from './field-map.ts'
import { needs } from './needs.ts'

export type DataRequest = z.output<typeof dataRequest>
type NewRequest = z.output<NonNullable<typeof createDataRequest.body>>
type Change = z.output<NonNullable<typeof updateDataRequest.body>>

interface Row {
  id: string
  objective: Objective
  dataset: string
  field: string
  source_id: string | null
  source_name: string | null
  owner: string
  status: RequestStatus
  note: string
  due_on: string | null
  created_at: Date
  closed_at: Date | null
  closed_by: string | null
}

/** Newest first, open ones before closed ones. */
export async function listRequests(
  ledger: Ledger,
  workspaceId: number,
  id: string | null = null,
): Promise<DataRequest[]> {
  const { rows } = await sql<Row>`
    SELECT r.*, s.name AS source_name FROM data_requests r LEFT JOIN sources s ON s.id = r.source_id
    WHERE r.workspace_id = ${workspaceId} AND (${id}::text IS NULL OR r.id::text = ${id}::text)
    ORDER BY (r.status IN ('received', 'declined')), r.id DESC`.execute(ledger.db)
  return rows.map(toRequest)
}

function toRequest(row: Row): DataRequest {
  const dataset = row.dataset as Dataset
  const label = canonicalFields[dataset]?.[row.field]?.label ?? { en: row.field, 'zh-CN': row.field }
  const need = needs.find(
    (one) => one.objective === row.objective && one.dataset === dataset && one.field === row.field,
  )
  return {
    id: row.id,
    objective: row.objective,
    dataset,
    field: row.field,
    label,
    why: need?.why ?? { en: '', 'zh-CN': '' },
    sourceId: row.source_id,
    sourceName: row.source_name,
    owner: row.owner,
    status: row.status,
    note: row.note,
    dueOn: row.due_on,
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
  }
}

/** @throws quality.unknownField, quality.alreadyAsked */
export async function createRequest(
  ledger: Ledger,
  workspace: Workspace,
  input: NewRequest,
  by: Actor,
): Promise<DataRequest> {
  const known = Object.keys(canonicalFields[input.dataset])
  if (!known.includes(input.field))
    throw qualityErrors.unknownField({ field: `${input.dataset}.${input.field}`, known: known.join(', ') })
  const id = newId()
  const source = input.sourceId && isUuid(input.sourceId) ? input.sourceId : null
  const { rows } = await sql<{ id: string }>`
    INSERT INTO data_requests (id, workspace_id, objective, dataset, field, source_id, owner, note, due_on, created_at, created_by)
    SELECT ${id}::uuid, ${workspace.id}, ${input.objective}, ${input.dataset}, ${input.field},
           (SELECT s.id FROM sources s WHERE s.workspace_id = ${workspace.id} AND s.id = ${source}::uuid),
           ${input.owner}, ${input.note}, ${input.dueOn ?? null}::date, ${workspace.clock.now()}, ${by.id}
    ON CONFLICT (workspace_id, dataset, field) WHERE status IN ('open', 'asked') DO NOTHING
    RETURNING id`.execute(ledger.db)
  if (rows.length === 0) throw qualityErrors.alreadyAsked({ field: `${input.dataset}.${input.field}` })
  return oneRequest(ledger, workspace.id, id)
}

/** @throws common.notFound, quality.alreadyAsked where it would be open a second time */
export async function updateRequest(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  change: Change,
  by: Actor,
): Promise<DataRequest> {
  const before = await oneRequest(ledger, workspace.id, id)
  const status = change.status ?? before.status
  const closes = status === 'received' || status === 'declined'
  const wasClosed = before.closedAt !== null
  const same = await ledger.db
    .selectFrom('data_requests')
    .select('id')
    .where('workspace_id', '=', workspace.id)
    .where('dataset', '=', before.dataset)
    .where('field', '=', before.field)
    .where('status', 'in', ['open', 'asked'])
    .where('id', '!=', id)
    .executeTakeFirst()
  if (!closes && same) throw qualityErrors.alreadyAsked({ field: `${before.dataset}.${before.field}` })
  await ledger.db
    .updateTable('data_requests')
    .set({
      status,
      owner: change.owner ?? before.owner,
      note: change.note ?? before.note,
      due_on: change.dueOn === undefined ? before.dueOn : change.dueOn,
      closed_at: closes ? (wasClosed ? before.closedAt : workspace.clock.now()) : null,
      closed_by: closes ? (wasClosed ? before.closedBy : by.id) : null,
    })
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .execute()
  return oneRequest(ledger, workspace.id, id)
}

async function oneRequest(ledger: Ledger, workspaceId: number, id: string): Promise<DataRequest> {
  const [row] = await listRequests(ledger, workspaceId, id)
  if (!row) throw commonErrors.notFound({ what: 'data request', id })
  return row
}

/** Closes what was asked for and is there now: mapped from some source, and filled in some row. @returns how many */
export async function closeArrived(ledger: Ledger, workspace: Workspace, map: FieldMap): Promise<number> {
  const there = map.datasets.flatMap(({ dataset, fields }) =>
    fields
      .filter(({ from }) => from.some((cell) => cell.state === 'mapped' && (cell.completeness ?? 0) > 0))
      .map(({ field }) => `${dataset}.${field}`),
  )
  const { rows } = await sql<{ id: string }>`
    UPDATE data_requests SET status = 'received', closed_at = ${workspace.clock.now()}, closed_by = 'system'
    WHERE workspace_id = ${workspace.id} AND status IN ('open', 'asked') AND dataset || '.' || field = ANY(${there}::text[])
    RETURNING id`.execute(ledger.db)
  return rows.length
}

const heads: Record<Locale, string[]> = {
  en: ['Data', 'Field', 'Name', 'Why', 'Objective', 'Source', 'Owner', 'Status', 'Due', 'Note', 'Asked on'],
  'zh-CN': [
    '数据',
    '字段',
    '名称',
    '用途',
    '营销目标',
    '数据来源',
    '负责人',
    '状态',
    '期望日期',
    '备注',
    '提出日期',
  ],
}
const objectiveWords: Record<Objective, Record<Locale, string>> = {
  acquire: { en: 'acquire', 'zh-CN': '获客' },
  retain: { en: 'retain', 'zh-CN': '留存' },
  grow: { en: 'grow', 'zh-CN': '增值' },
  return: { en: 'return on marketing', 'zh-CN': '投资回报' },
}
const datasetWords: Record<Dataset, Record<Locale, string>> = {
  customers: { en: 'Customers', 'zh-CN': '客户' },
  orders: { en: 'Orders', 'zh-CN': '订单' },
  products: { en: 'Products', 'zh-CN': '商品' },
  touches: { en: 'Contacts', 'zh-CN': '接触记录' },
  events: { en: 'Events', 'zh-CN': '事件' },
}
const statusWords: Record<RequestStatus, Record<Locale, string>> = {
  open: { en: 'open', 'zh-CN': '待提出' },
  asked: { en: 'asked', 'zh-CN': '已提出' },
  received: { en: 'received', 'zh-CN': '已收到' },
  declined: { en: 'declined', 'zh-CN': '已拒绝' },
}

export function requestsAsCsv(requests: readonly DataRequest[], locale: Locale): string {
  const lines = requests.map((one) =>
    csvLine([
      datasetWords[one.dataset][locale],
      one.field,
      one.label[locale],
      one.why[locale],
      objectiveWords[one.objective][locale],
      one.sourceName ?? '',
      one.owner,
      statusWords[one.status][locale],
      one.dueOn ?? '',
      one.note,
      one.createdAt.slice(0, 10),
    ]),
  )
  return `\ufeff${csvLine(heads[locale])}${lines.join('')}`
}

/** A message to whoever has the data: what is needed, what for, until when. */
export function requestsAsText(
  requests: readonly DataRequest[],
  workspaceName: string,
  locale: Locale,
): string {
  const chinese = locale === 'zh-CN'
  const items = requests.map((one, i) => {
    const what = `${i + 1}. ${datasetWords[one.dataset][locale]} · ${one.label[locale]}${chinese ? `（${one.field}）` : ` (${one.field})`}`
    const lines = [
      one.why[locale] === '' ? '' : `${chinese ? '   用途：' : '   Why: '}${one.why[locale]}`,
      one.sourceName ? `${chinese ? '   来源：' : '   From: '}${one.sourceName}` : '',
      one.dueOn ? `${chinese ? '   期望日期：' : '   Wanted by: '}${one.dueOn}` : '',
      one.note === '' ? '' : `${chinese ? '   备注：' : '   Note: '}${one.note}`,
    ]
    return [what, ...lines.filter((line) => line !== '')].join('\n')
  })
  const hello = chinese
    ? `您好：\n\n为开展“${workspaceName}”的精准营销，我们还缺少以下数据，烦请协助提供：`
    : `Hello,\n\nfor the marketing of ${workspaceName} we are missing the following data. Could you provide it?`
  const end = chinese
    ? '可以是文件（CSV、Excel、Parquet）、数据库表或接口；姓名、电话等个人信息将加密保存。谢谢！'
    : 'A file (CSV, Excel, Parquet), a table or an interface will do; names and telephone numbers are kept encrypted. Thank you.'
  return `${hello}\n\n${items.join('\n\n')}\n\n${end}\n`
}
