import { isAppError } from '../../kit/errors.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { tsv } from '../mapping/tsv.ts'
import { engineTime } from './engine-time.ts'
import type { Waiting } from './waiting.ts'

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
  const lines = batch.map((waiting, i) => lineOf(waiting, keys[i] ?? 0))
  const insert = async (from: number, to: number, under: string): Promise<Waiting[]> => {
    try {
      await warehouse.insert('events', columns, Buffer.from(lines.slice(from, to).join('')), {
        deduplicationToken: under,
      })
      return []
    } catch (error) {
      if (!(isAppError(error) && error.code === 'warehouse.badValue')) throw error
      if (to - from <= 1) return batch.slice(from, to)
      const middle = (from + to) >> 1
      const left = await insert(from, middle, `${under}<`)
      return [...left, ...(await insert(middle, to, `${under}>`))]
    }
  }
  return insert(0, lines.length, token)
}

function lineOf({ workspace, source, event }: Waiting, personKey: number): string {
  let value = 0
  for (const line of event.lines) value += line.amountMinor
  return `${workspace.id}\t${tsv(event.name)}\t${personKey}\t${engineTime(event.at)}\t${tsv(event.messageId)}\t${tsv(event.productId)}\t${tsv(event.category)}\t${tsv(event.channel)}\t${value}\t${tsv(event.properties)}\t${source.id}\n`
}
