import type { z } from 'zod'
import type { getCalendarLoad } from '../../campaign/calendar/api.ts'
import { inSteps } from './figures.ts'

type Load = z.output<typeof getCalendarLoad.response>

/** People of a day, and of two audiences at once: in steps, and of few nothing. */
export function publishedLoad(answer: Load, k: number): Load {
  return {
    ...answer,
    days: answer.days
      .map((one) => ({ ...one, people: inSteps(one.people, k) }))
      .filter(({ people }) => people > 0),
    cap: answer.cap && {
      ...answer.cap,
      ...{ reachable: inSteps(answer.cap.reachable, k), peopleADay: inSteps(answer.cap.peopleADay, k) },
    },
    clashes: answer.clashes
      .map((one) => ({ ...one, people: inSteps(one.people, k) }))
      .filter(({ people }) => people > 0),
  }
}
