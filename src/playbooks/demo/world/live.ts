import { uniform } from './chance.ts'
import type { WorldEngine } from './engine.ts'
import { putIntoBoxes } from './inbox.ts'
import { at, type Founding } from './population.ts'
import { letter } from './purchases.ts'
import {
  handInOrders,
  messageLinks,
  newMessages,
  type ProductApi,
  type ReceivedMessage,
  visit,
} from './shop.ts'

interface Reaction {
  i: number
  message_id: string
  opens: number
  clicks: number
  leaves: number
}

export interface DaysLived {
  messages: number
  opened: number
  clicked: number
  unsubscribed: number
  orders: number
  responses: number
}

/**
 * The days [fromDay, toDay): people read what lies in their mailboxes, some are moved by it, and the shop hands its
 * orders in. A person is moved by a message exactly when it was received; the product's own records are never read.
 */
export async function liveDays(
  engine: WorldEngine,
  world: string,
  f: Founding,
  api: ProductApi,
  known: Set<string>,
  fromDay: number,
  toDay: number,
): Promise<DaysLived> {
  const received = await newMessages(api, (id) => known.has(id))
  await putIntoBoxes(engine, world, received, fromDay)
  const reactions = await react(engine, world, f, received)
  const counts = await act(api, reactions)
  for (const message of received) known.add(message.id)

  const select = (lines: string) =>
    `SELECT order_no, n, i, day, product_id, quantity, amount_minor, discount_minor, cost_minor, channel, caused_by
     FROM ${world}.${lines} WHERE day >= ${fromDay} AND day < ${toDay}`
  const csv = await engine.csv(
    `SELECT order_no AS order_id, n AS line_id, concat('D', leftPad(toString(i), 6, '0')) AS customer,
            formatDateTime(${at(f.today, 'day')}, '%Y-%m-%d %H:%i:%S') AS ordered_at,
            product_id, quantity, toInt64(amount_minor) AS amount_minor, toInt64(discount_minor) AS discount_minor,
            toInt64(cost_minor) AS cost_minor, channel
     FROM (${select('base_lines')} UNION ALL ${select('caused_lines')}) AS sold ORDER BY ordered_at, order_id, line_id`,
  )
  const [sold] = await engine.rows<{ orders: number; responses: number }>(
    `SELECT toUInt32(uniqExact(order_no)) AS orders, toUInt32(uniqExactIf(order_no, caused_by > 0)) AS responses
     FROM (${select('base_lines')} UNION ALL ${select('caused_lines')}) AS sold`,
  )
  if (sold && sold.orders > 0)
    await handInOrders(api, `orders-day-${String(fromDay).padStart(3, '0')}.csv`, csv)
  return { messages: received.length, ...counts, orders: sold?.orders ?? 0, responses: sold?.responses ?? 0 }
}

async function react(
  engine: WorldEngine,
  world: string,
  f: Founding,
  received: readonly ReceivedMessage[],
): Promise<Reaction[]> {
  if (received.length === 0) return []
  const u = (tag: string) => uniform(f.seed, tag, ...letter)
  const list = received.map((message) => `'${message.id.replace(/[^\w.@<>-]/g, '')}'`).join(', ')
  return engine.rows<Reaction>(
    `SELECT i, message_id, toUInt8(${u('open')} < opens) AS opens, toUInt8(${u('click')} < clicks_when_open) AS clicks,
            toUInt8(${u('leave')} < 0.012) AS leaves
     FROM ${world}.inbox INNER JOIN ${world}.people USING (i) WHERE message_id IN (${list}) AND opens = 1`,
  )
}

/** Opening shows the pixel; clicking follows the first link; leaving presses the unsubscribe button. */
async function act(
  api: ProductApi,
  reactions: readonly Reaction[],
): Promise<Pick<DaysLived, 'opened' | 'clicked' | 'unsubscribed'>> {
  const counts = { opened: 0, clicked: 0, unsubscribed: 0 }
  const queue = [...reactions]
  const reader = async () => {
    for (let reaction = queue.pop(); reaction; reaction = queue.pop()) {
      const { html, links } = await messageLinks(api, reaction.message_id)
      const pixel = /src="([^"]*\/t\/o\/[^"]+)"/.exec(html)?.[1]
      if (pixel) await visit(pixel)
      counts.opened += 1
      const link = links.find((candidate) => candidate.includes('/t/c/'))
      if (reaction.clicks && link) {
        await visit(link)
        counts.clicked += 1
      }
      const leave = links.find((candidate) => candidate.includes('/t/u/'))
      if (reaction.leaves && leave) {
        await visit(leave, 'POST')
        counts.unsubscribed += 1
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, reader))
  return counts
}
