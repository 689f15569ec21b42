import { isAppError } from '../../kit/errors.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { tsv } from '../mapping/tsv.ts'
import { engineTime } from './engine-time.ts'
import type { Waiting } from './waiting.ts'

/** Of an event's line, in this order. */
export const eventColumns = [
  ...['workspace_id', 'name', 'person_key', 'ts', 'message_id', 'product_id', 'category', 'channel'],
  ...['value_minor', 'properties', 'source'],
] as const

/** @param personKey of whom the event is about @returns its line in `events`, with its end */
export function eventLine({ workspace, source, event }: Waiting, personKey: number): string {
  let value = 0
  for (const line of event.lines) value += line.amountMinor
  return `${workspace.id}\t${tsv(event.name)}\t${personKey}\t${engineTime(event.at)}\t${tsv(event.messageId)}\t${tsv(event.productId)}\t${tsv(event.category)}\t${tsv(event.channel)}\t${value}\t${tsv(event.properties)}\t${source.id}\n`
}

/**
 * Stores the events of a batch. Values the engine cannot hold cost their event alone: the batch is halved until it is
 * found.
 * @param lines of `eventLine`; an empty one keeps the place of an event that is no longer to be stored
 * @param token of the batch: repeated under it, nothing is stored twice
 * @returns places of events the engine refused
 * @throws warehouse.* where it does not answer
 */
export async function writeEvents(
  warehouse: Warehouse,
  lines: readonly string[],
  token: string,
): Promise<number[]> {
  const insert = async (from: number, to: number, under: string): Promise<number[]> => {
    const body = lines.slice(from, to).join('')
    if (body === '') return []
    try {
      await warehouse.insert('events', eventColumns, Buffer.from(body), { deduplicationToken: under })
      return []
    } catch (error) {
      if (!(isAppError(error) && error.code === 'warehouse.badValue')) throw error
      if (to - from <= 1) return [from]
      const middle = (from + to) >> 1
      const left = await insert(from, middle, `${under}<`)
      return [...left, ...(await insert(middle, to, `${under}>`))]
    }
  }
  return insert(0, lines.length, token)
}
