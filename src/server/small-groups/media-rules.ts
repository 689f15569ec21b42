import type { FigureSet, MediaFigures } from '../../campaign/media/spend/api.ts'
import { inSteps, isFew, shareInSteps } from './figures.ts'

const per = (minor: number, count: number) => (count > 0 && minor > 0 ? Math.round(minor / count) : null)

/** Counts in steps, and what is made of them made of the steps; what is computed of few is not told. */
function publishedFigures<F extends FigureSet>(figures: F, k: number): F {
  const [people, customers] = [inSteps(figures.people, k), inSteps(figures.customers, k)]
  const { quality, spendMinor } = figures
  const isClosed = figures.customers > 0 && customers === 0
  return {
    ...figures,
    ...{ people, customers },
    costPerPersonMinor: per(spendMinor, people),
    costPerCustomerMinor: per(spendMinor, customers),
    conversion: null,
    quality:
      quality === null || isFew(quality.customers, k)
        ? null
        : {
            ...quality,
            customers: inSteps(quality.customers, k),
            ordersEach: Math.round(quality.ordersEach * 10) / 10,
            returned: {
              estimate: shareInSteps(quality.returned.estimate, quality.customers, k),
              lo: shareInSteps(quality.returned.lo, quality.customers, k),
              hi: shareInSteps(quality.returned.hi, quality.customers, k),
            },
          },
    ...(isClosed && { earnedMinor: null, repaidShare: null, repaidBy: null }),
  }
}

/**
 * Media for whoever may not list customers. A campaign of few would be known by subtraction from its medium, so then no
 * campaign of that medium tells what it earned; weeks are counted in steps.
 */
export function publishedMedia(answer: MediaFigures, k: number): MediaFigures {
  return {
    ...answer,
    media: answer.media.map((medium) => {
      const isSmall = medium.campaigns.some((one) => isFew(one.customers, k) || isFew(one.people, k))
      const campaigns = medium.campaigns.map((one) => publishedFigures(one, k))
      return {
        ...publishedFigures(medium, k),
        campaigns: isSmall
          ? campaigns.map((one) => ({
              ...one,
              quality: null,
              earnedMinor: null,
              repaidShare: null,
              repaidBy: null,
            }))
          : campaigns,
      }
    }),
    weeks: answer.weeks.map((week) => {
      const [people, customers] = [inSteps(week.people, k), inSteps(week.customers, k)]
      return { ...week, people, customers, costPerCustomerMinor: per(week.spendMinor, customers) }
    }),
  }
}
