import type { z } from 'zod'
import type { listChannels } from '../../interaction/connections/api.ts'
import type { listContactTopics } from '../../interaction/preferences/api.ts'
import { inSteps } from './figures.ts'

/** Messages a channel holds and sends are people: in steps. */
export function publishedChannels(
  answer: z.output<typeof listChannels.response>,
  k: number,
): z.output<typeof listChannels.response> {
  return {
    items: answer.items.map((channel) => ({
      ...channel,
      held: {
        planned: inSteps(channel.held.planned, k),
        due: inSteps(channel.held.due, k),
        sending: inSteps(channel.held.sending, k),
      },
      lane: channel.lane && {
        ...channel.lane,
        inFlight: inSteps(channel.lane.inFlight, k),
        perMinute: inSteps(channel.lane.perMinute, k),
      },
    })),
  }
}

/** Who refuses a topic are people: in steps, and none where they are few. */
export function publishedTopics(
  answer: z.output<typeof listContactTopics.response>,
  k: number,
): z.output<typeof listContactTopics.response> {
  return {
    items: answer.items.map((topic) => ({
      ...topic,
      refusedBy: topic.refusedBy < k ? 0 : inSteps(topic.refusedBy, k),
    })),
  }
}
