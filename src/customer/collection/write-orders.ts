import { createHash } from 'node:crypto'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { engineTime } from './engine-time.ts'
import type { EventLine } from './order-lines.ts'
import { knownProducts } from './queries/known-products.query.ts'
import { storedOrderLines } from './queries/stored-order-lines.query.ts'
import type { Waiting } from './waiting.ts'

const lineColumns = [
  ...[
    'workspace_id',
    'person_key',
    'ts',
    'order_id',
    'row_key',
    'kind',
    'product_id',
    'quantity',
    'currency',
  ],
  ...['amount_minor', 'discount_minor', 'channel', 'coupon', 'source', 'import_id'],
]
const productColumns = [
  ...['workspace_id', 'product_id', 'name', 'category', 'category_path', 'brand', 'currency', 'attributes'],
  'updated_at',
]
const noImport = '00000000-0000-0000-0000-000000000000'

interface Line extends EventLine {
  rowKey: string
  personKey: number
  at: number
  channel: string
}

/**
 * Stores the order lines of a batch that are not stored yet, and names products nobody named before.
 * @param batch of one source, with the person key of each
 * @param token of the batch: an insert whose answer was lost is repeated under it
 * @returns lines stored
 */
export async function writeOrders(
  warehouse: Warehouse,
  batch: readonly Waiting[],
  keys: readonly number[],
  token: string,
): Promise<number> {
  const first = batch[0]
  const lines = linesOf(batch, keys)
  if (!first || lines.size === 0) return 0
  const workspaceId = first.workspace.id
  const stored = await warehouse.query(storedOrderLines, {
    workspaceId,
    people: [...new Set([...lines.values()].map(({ personKey }) => personKey))],
    keys: [...lines.keys()],
  })
  for (const { key } of stored) lines.delete(key)
  const fresh = [...lines.values()]
  if (fresh.length === 0) return 0
  await nameProducts(warehouse, first, fresh)
  const rows = fresh.map((line) =>
    JSON.stringify({
      workspace_id: workspaceId,
      person_key: line.personKey,
      ts: engineTime(line.at),
      order_id: line.orderId,
      row_key: line.rowKey,
      kind: line.kind,
      product_id: line.productId,
      quantity: line.quantity,
      currency: line.currency,
      amount_minor: line.amountMinor,
      discount_minor: line.discountMinor,
      channel: line.channel,
      coupon: line.coupon,
      source: first.source.id,
      import_id: noImport,
    }),
  )
  await warehouse.insert('order_lines', lineColumns, Buffer.from(rows.join('\n')), {
    format: 'JSONEachRow',
    deduplicationToken: `${token}:orders`,
  })
  return fresh.length
}

/** By row key: the first of equal lines stands for all. */
function linesOf(batch: readonly Waiting[], keys: readonly number[]): Map<string, Line> {
  const lines = new Map<string, Line>()
  for (const [i, { event, source }] of batch.entries()) {
    const personKey = keys[i]
    if (personKey === undefined) continue
    for (const line of event.lines) {
      const rowKey = rowKeyOf(source.id, line.key)
      if (!lines.has(rowKey))
        lines.set(rowKey, { ...line, rowKey, personKey, at: event.at, channel: event.channel })
    }
  }
  return lines
}

/** 128 bits in decimal, as the engine writes them. */
function rowKeyOf(sourceId: string, key: string): string {
  const hex = createHash('sha256').update(`${sourceId}|${key}`).digest('hex').slice(0, 32)
  return BigInt(`0x${hex}`).toString()
}

async function nameProducts(
  warehouse: Warehouse,
  { workspace }: Waiting,
  lines: readonly Line[],
): Promise<void> {
  const named = new Map<string, Line>()
  for (const line of lines)
    if (line.productId !== '' && line.kind !== 'charge') named.set(line.productId, line)
  if (named.size === 0) return
  const products = [...named.keys()]
  for (const { productId } of await warehouse.query(knownProducts, { workspaceId: workspace.id, products }))
    named.delete(productId)
  if (named.size === 0) return
  const rows = [...named.values()].map((line) => {
    const path = line.category.split(/[>/]/).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
    return JSON.stringify({
      workspace_id: workspace.id,
      product_id: line.productId,
      name: line.productName,
      category: path[0] ?? '',
      category_path: path,
      brand: line.brand,
      currency: line.currency,
      attributes: {},
      updated_at: engineTime(workspace.clock.now().getTime()),
    })
  })
  await warehouse.insert('products', productColumns, Buffer.from(rows.join('\n')), { format: 'JSONEachRow' })
}
