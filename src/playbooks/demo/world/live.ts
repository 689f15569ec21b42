import { uniform } from './chance.ts'
import type { WorldEngine } from './engine.ts'
import { at, type Founding } from './population.ts'
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
  await store(engine, world, received, fromDay)
  const reactions = await react(engine, world, f, received)
  const counts = await act(api, reactions)
  for (const message of received) known.add(message.id)

  const select = (lines: string) =>
    `SELECT order_no, n, i, day, product_id, quantity, amount_minor, discount_minor, cost_minor, channel, caused
     FROM ${world}.${lines} WHERE day >= ${fromDay} AND day < ${toDay}`
  const csv = await engine.csv(
    `SELECT order_no AS order_id, n AS line_id, concat('D', leftPad(toString(i), 6, '0')) AS customer,
            formatDateTime(${at(f.today, 'day')}, '%Y-%m-%d %H:%i:%S') AS ordered_at,
            product_id, quantity, toInt64(amount_minor) AS amount_minor, toInt64(discount_minor) AS discount_minor,
            toInt64(cost_minor) AS cost_minor, channel
     FROM (${select('base_lines')} UNION ALL ${select('caused_lines')}) AS sold ORDER BY ordered_at, order_id, line_id`,
  )
  const [sold] = await engine.rows<{ orders: number; responses: number }>(
    `SELECT toUInt32(uniqExact(order_no)) AS orders, toUInt32(uniqExactIf(order_no, caused = 1)) AS responses
     FROM (${select('base_lines')} UNION ALL ${select('caused_lines')}) AS sold`,
  )
  if (sold && sold.orders > 0)
    await handInOrders(api, `orders-day-${String(fromDay).padStart(3, '0')}.csv`, csv)
  return { messages: received.length, ...counts, orders: sold?.orders ?? 0, responses: sold?.responses ?? 0 }
}

async function store(
  engine: WorldEngine,
  world: string,
  received: readonly ReceivedMessage[],
  day: number,
): Promise<void> {
  const rows = received.flatMap((message) => {
    const i = /^<?d(\d{6})@/.exec(message.to)?.[1]
    return i
      ? [{ i: Number(i), message_id: message.id, campaign_id: message.campaignId ?? '', received_day: day }]
      : []
  })
  await engine.insert(`${world}.inbox`, rows)
}

async function react(
  engine: WorldEngine,
  world: string,
  f: Founding,
  received: readonly ReceivedMessage[],
): Promise<Reaction[]> {
  if (received.length === 0) return []
  const u = (tag: string) => uniform(f.seed, tag, 'i', 'message_id')
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

/** What the messages of one campaign caused: the expectation over its readers, and what came of it. */
export async function plantedTruth(
  engine: WorldEngine,
  world: string,
  campaignId: string,
): Promise<{ received: number; plantedPerRecipientMinor: number; realisedMinor: number }> {
  const inbox = `SELECT DISTINCT i, message_id FROM ${world}.inbox WHERE campaign_id = '${campaignId.replace(/[^\w-]/g, '')}'`
  const [expected] = await engine.rows<{ received: number; expected: number }>(
    // The mean margin of a person's basket, from all their purchases where there are any, else of everybody.
    `WITH (SELECT avg(margin / basket_factor) FROM (SELECT order_no, any(i) AS who, sum(amount_minor - cost_minor) AS margin FROM ${world}.base_lines GROUP BY order_no) AS o
           INNER JOIN ${world}.people ON who = people.i) AS unit_margin
     SELECT toUInt32(count()) AS received, sum(response * basket_factor * unit_margin) AS expected
     FROM (${inbox}) AS readers INNER JOIN ${world}.people USING (i)`,
  )
  const [realised] = await engine.rows<{ margin: number }>(
    `SELECT sum(amount_minor - cost_minor) AS margin FROM ${world}.caused_lines
     WHERE i IN (SELECT i FROM (${inbox}) AS readers)`,
  )
  const received = expected?.received ?? 0
  return {
    received,
    plantedPerRecipientMinor: received > 0 ? (expected?.expected ?? 0) / received : 0,
    realisedMinor: realised?.margin ?? 0,
  }
}
