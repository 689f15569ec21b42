import type { WorldAnswers } from '../protocol.ts'
import type { WorldEngine } from './engine.ts'
import type { Founding } from './population.ts'
import { causedLinesSql } from './purchases.ts'

/**
 * Both outcomes of each person named: the margin within [0, toDay) had the campaign's message come, and had it not. One
 * of the two happened; the other is what the world would have done, by the same draws. Of a campaign nobody heard of
 * both are the same.
 * @param people numbers of customers, distinct; the answer is in their order
 */
export async function outcomesOf(
  engine: WorldEngine,
  world: string,
  f: Founding,
  campaignId: string,
  people: readonly number[],
  toDay: number,
): Promise<WorldAnswers['outcomes']> {
  const [heard] = await engine.rows<{ no: number; day: number; readers: number[] }>(
    `SELECT max(campaign_no) AS no, min(received_day) AS day, groupUniqArray(i) AS readers
     FROM ${world}.inbox WHERE campaign_id = '${plain(campaignId)}'`,
  )
  const no = heard?.no ?? 0
  const readers = new Set(heard?.readers ?? [])
  const list = people.map((i) => Math.trunc(i)).join(', ')
  const among = `i IN (${list}) AND day >= 0 AND day < ${toDay}`
  // Who got the message has it as it came; who did not would have had the first one, that day.
  const letters = `(SELECT i, campaign_no, nth, received_day FROM ${world}.inbox WHERE campaign_no = ${no}
    UNION ALL SELECT i, toUInt16(${no}) AS campaign_no, toUInt16(1) AS nth, toInt32(${heard?.day ?? 0}) AS received_day
    FROM ${world}.people WHERE i NOT IN (SELECT i FROM ${world}.inbox WHERE campaign_no = ${no}))`
  const lines = [
    `SELECT i, day, amount_minor - cost_minor AS margin, 0 AS mine FROM ${world}.base_lines WHERE ${among}`,
    `SELECT i, day, amount_minor - cost_minor AS margin, 0 AS mine FROM ${world}.caused_lines WHERE ${among} AND caused_by != ${no}`,
    ...(no === 0
      ? []
      : [
          `SELECT i, day, amount_minor - cost_minor AS margin, 1 AS mine FROM (${causedLinesSql(world, f, letters)}) WHERE ${among}`,
        ]),
  ]
  const rows =
    people.length === 0
      ? []
      : await engine.rows<{ i: number; without: number; caused: number }>(
          `SELECT i, toFloat64(sumIf(margin, mine = 0)) AS without, toFloat64(sumIf(margin, mine = 1)) AS caused
           FROM (${lines.join(' UNION ALL ')}) GROUP BY i`,
        )
  const of = new Map(rows.map((row) => [row.i, row]))
  return {
    without: people.map((i) => of.get(i)?.without ?? 0),
    with: people.map((i) => (of.get(i)?.without ?? 0) + (of.get(i)?.caused ?? 0)),
    received: people.map((i) => readers.has(i)),
  }
}

function plain(campaignId: string): string {
  return campaignId.replace(/[^\w-]/g, '')
}

/** What the messages of one campaign caused: the expectation over its readers, and what came of it. */
export async function plantedTruth(
  engine: WorldEngine,
  world: string,
  campaignId: string,
): Promise<{ received: number; plantedPerRecipientMinor: number; realisedMinor: number }> {
  const inbox = `SELECT DISTINCT i, message_id FROM ${world}.inbox WHERE campaign_id = '${plain(campaignId)}'`
  const [expected] = await engine.rows<{ received: number; expected: number }>(
    // The mean margin of a person's basket, from all their purchases where there are any, else of everybody.
    `WITH (SELECT avg(margin / basket_factor) FROM (SELECT order_no, any(i) AS who, sum(amount_minor - cost_minor) AS margin FROM ${world}.base_lines GROUP BY order_no) AS o
           INNER JOIN ${world}.people ON who = people.i) AS unit_margin
     SELECT toUInt32(count()) AS received, sum(response * basket_factor * unit_margin) AS expected
     FROM (${inbox}) AS readers INNER JOIN ${world}.people USING (i)`,
  )
  const [realised] = await engine.rows<{ margin: number }>(
    `SELECT sum(amount_minor - cost_minor) AS margin FROM ${world}.caused_lines
     WHERE caused_by IN (SELECT campaign_no FROM ${world}.inbox WHERE campaign_id = '${plain(campaignId)}')`,
  )
  const received = expected?.received ?? 0
  return {
    received,
    plantedPerRecipientMinor: received > 0 ? (expected?.expected ?? 0) / received : 0,
    realisedMinor: realised?.margin ?? 0,
  }
}
