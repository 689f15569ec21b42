import { isAppError } from '../../kit/errors.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { tsv } from '../mapping/tsv.ts'
import type { Waiting } from './waiting.ts'
import { engineTime } from './write-customers.ts'

const columns = [
  ...[
    'workspace_id',
    'name',
    'person_key',
    'ts',
    'message_id',
    'product_id',
    'category',
    'channel',
    'value_minor',
  ],
  ...['properties', 'source'],
]

/**
 * Stores the events of a batch. Values the engine cannot hold cost their event alone: the batch is halved until it is
 * found.
 * @param token of the batch: repeated under it, nothing is stored twice
 * @returns events the engine refused
 * @throws warehouse.* where it does not answer
 */
export async function writeEvents(
  warehouse: Warehouse,
  batch: readonly Waiting[],
  keys: readonly number[],
  token: string,
): Promise<Waiting[]> {
  const rows = batch.map((waiting, i) => ({ waiting, line: lineOf(waiting, keys[i] ?? 0) }))
  return insert(warehouse, rows, token)
}

interface Row {
  waiting: Waiting
  line: string
}

async function insert(warehouse: Warehouse, rows: readonly Row[], token: string): Promise<Waiting[]> {
  try {
    await warehouse.insert('events', columns, Buffer.from(rows.map(({ line }) => line).join('')), {
      deduplicationToken: token,
    })
    return []
  } catch (error) {
    if (!(isAppError(error) && error.code === 'warehouse.badValue')) throw error
    const [only] = rows
    if (rows.length <= 1) return only ? [only.waiting] : []
    const middle = rows.length >> 1
    const left = await insert(warehouse, rows.slice(0, middle), `${token}<`)
    return [...left, ...(await insert(warehouse, rows.slice(middle), `${token}>`))]
  }
}

function lineOf({ workspace, source, event }: Waiting, personKey: number): string {
  let value = 0
  for (const line of event.lines) value += line.amountMinor
  return `${workspace.id}\t${tsv(event.name)}\t${personKey}\t${engineTime(event.at)}\t${tsv(event.messageId)}\t${tsv(event.productId)}\t${tsv(event.category)}\t${tsv(event.channel)}\t${value}\t${tsv(event.properties)}\t${source.id}\n`
}
