import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { seededRandom } from '../../kit/random.ts'

/** Writes an orders file as a shop would export it; the same seed writes the same file. @returns bytes written */
export async function writeOrdersFile(path: string, lines: number, seed: number): Promise<number> {
  const random = seededRandom(seed)
  const file = createWriteStream(path)
  const customers = Math.max(1, Math.round(lines / 25))
  const start = Date.UTC(2024, 0, 1)
  file.write(
    'order_id,line_no,customer_id,ordered_at,product_id,category,quantity,unit_price,amount,cost,channel\n',
  )
  let buffer = ''
  for (let i = 0; i < lines; i += 1) {
    const order = i >> 1
    const at = new Date(start + ((order * 7919) % (700 * 86_400)) * 1000).toISOString()
    const quantity = 1 + random.below(3)
    const price = 5 + random.below(40_000) / 100
    buffer += `A${order},${i & 1},C${(order * 104_729) % customers},${at.slice(0, 10)} ${at.slice(11, 19)},P${random.below(2000)},C${random.below(40)},${quantity},${price.toFixed(2)},${(price * quantity).toFixed(2)},${(price * quantity * 0.6).toFixed(2)},${random.below(2) ? 'online' : 'shop'}\n`
    if (buffer.length > 1 << 16) {
      if (!file.write(buffer)) await once(file, 'drain')
      buffer = ''
    }
  }
  file.end(buffer)
  await once(file, 'finish')
  return file.bytesWritten
}
