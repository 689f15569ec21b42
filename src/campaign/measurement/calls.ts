import { proportionInterval } from '@liangti/models'
import { z } from 'zod'
import { type CallCounts, refusalLabel } from '../../interaction/index.ts'
import { localized } from '../../kit/api-shapes.ts'
import type { DeliveryCounts } from '../deps.ts'

const ofTalks = z
  .object({ people: z.int(), estimate: z.number(), lo: z.number(), hi: z.number() })
  .describe('Share of conversations, at 95 % (Wilson); of each person the last word')

/** What came of the calls of a campaign. */
export const callsShape = z.object({
  tasks: z.int(),
  open: z.int().describe('In the queue, in somebody’s hands, or with a dialler'),
  calls: z.int().describe('Made, whoever took them'),
  contacted: z.int().describe('People who took one'),
  talks: z.int().describe('People who said yes, no or maybe'),
  accepted: ofTalks.nullable().describe('null: no conversation yet'),
  considering: ofTalks.nullable(),
  refused: ofTalks.nullable(),
  refusals: z
    .array(z.object({ reason: z.string(), label: localized, people: z.int() }))
    .describe('Why they refused, most frequent first'),
  noAnswer: z.int().describe('Nobody answered, and it is not tried again'),
  wrongNumber: z.int(),
  expired: z.int().describe('Nobody got to them in time'),
  putAway: z.int().describe('Must not be called any more, or the campaign was stopped'),
})
export type CallsView = z.output<typeof callsShape>

const unsaid = { en: 'No reason given', 'zh-CN': '未说明原因' }

export function callsView(counts: CallCounts): CallsView {
  const talks = counts.accepted + counts.considering + counts.refused
  const share = (people: number) => {
    const interval = proportionInterval(people, talks)
    return interval && { people, ...interval }
  }
  return {
    ...{ tasks: counts.tasks, open: counts.open, calls: counts.calls, contacted: counts.contacted, talks },
    accepted: share(counts.accepted),
    considering: share(counts.considering),
    refused: share(counts.refused),
    refusals: counts.refusals.map(({ reason, people }) => ({
      ...{ reason, people },
      label: refusalLabel(reason) ?? unsaid,
    })),
    ...{ noAnswer: counts.noAnswer, wrongNumber: counts.wrongNumber },
    ...{ expired: counts.expired, putAway: counts.cancelled },
  }
}

/** In the words of the figures every campaign has: whoever took a call counts as sent to. */
export function deliveryOfCalls(counts: CallCounts): DeliveryCounts {
  return {
    planned: counts.waiting,
    quiet: 0,
    sending: 0,
    sent: counts.contacted,
    failed: counts.noAnswer + counts.wrongNumber + counts.expired,
    unknown: 0,
    suppressed: counts.cancelled,
    ...{ delivered: 0, bounced: 0, opened: 0, clicked: 0, replied: 0, unsubscribed: 0, complained: 0 },
  }
}
