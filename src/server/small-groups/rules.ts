import type { z } from 'zod'
import type { forecastShape } from '../../campaign/forecast/api.ts'
import type { homeShape } from '../../campaign/home/api.ts'
import type { listLessons } from '../../campaign/lessons/api.ts'
import type { reportShape } from '../../campaign/measurement/api.ts'
import type { listOpportunities } from '../../campaign/opportunities/api.ts'
import type { listCampaigns } from '../../campaign/plans/api.ts'
import type { getRetainedSums } from '../../customer/privacy/retention/api.ts'
import type { attributeFields } from '../../customer/profiles/api.ts'
import type { getSourceHealth } from '../../customer/quality/api.ts'
import type { listComputedAttributes } from '../../insight/computed/api.ts'
import type { getConcentration, getOverview } from '../../insight/rfm/api.ts'
import type { listSegments, segmentShape } from '../../insight/segments/api.ts'
import type { Interval } from '../../kit/api-shapes.ts'
import { hiddenRows, inSteps, isFew, shareInSteps, tellsOfFew } from './figures.ts'

type Answer<E extends { response: z.ZodType }> = z.output<E['response']>

/** Common values of attributes; coverage in steps of people, of whom there are at least as many as values were counted. */
export function publishedFields(answer: Answer<typeof attributeFields>, k: number): typeof answer {
  return {
    fields: answer.fields.map((field) => {
      const counted = field.values.reduce((sum, { customers }) => sum + customers, 0)
      const largest = Math.max(0, ...field.values.map(({ customers }) => customers))
      // Of lists one customer may have several values.
      const filled = field.type === 'list' ? largest : counted
      const atLeast = field.coverage > 0 ? Math.floor(filled / field.coverage + 1e-6) : 0
      return {
        ...field,
        coverage: filled < k ? 0 : shareInSteps(field.coverage, atLeast, k),
        values: field.values
          .filter(({ customers }) => customers >= k)
          .map(({ value, customers }) => ({ value, customers: inSteps(customers, k) })),
      }
    }),
  }
}

/** Points of the curve at least `k` people apart; bands of few closed, with one more, without whose spending cuts them. */
export function publishedConcentration(
  answer: Answer<typeof getConcentration>,
  k: number,
): Answer<typeof getConcentration> {
  if (answer === null || answer.customers < k) return null
  const { customers } = answer
  let last = 0
  const points = answer.points.filter(({ customersShare }, i) => {
    const rank = Math.round(customersShare * customers)
    const isKept = i === 0 || rank === customers || (rank - last >= k && customers - rank >= k)
    if (isKept) last = rank
    return isKept
  })
  const hidden = hiddenRows(
    answer.bands.map((band) => band.customers),
    k,
  )
  const halfIsFew = answer.half.customers < k || customers - answer.half.customers < k
  return {
    ...answer,
    customers: inSteps(customers, k),
    gini: Math.round(answer.gini * 100) / 100,
    points,
    half: halfIsFew
      ? { customers: 0, customersShare: 0 }
      : {
          customers: inSteps(answer.half.customers, k),
          customersShare: shareInSteps(answer.half.customersShare, customers, k),
        },
    bands: answer.bands.map((band, i) =>
      hidden === null || hidden.has(i)
        ? { ...band, customers: 0, customersShare: 0, valueShare: 0, thresholdMinor: 0, rule: null }
        : {
            ...band,
            customers: inSteps(band.customers, k),
            customersShare: shareInSteps(band.customersShare, customers, k),
            // What the last of a band spent is one customer's figure, and the rule is made of it.
            ...{ thresholdMinor: roughly(band.thresholdMinor), rule: null },
          },
    ),
  }
}

/** To one significant figure. */
function roughly(amount: number): number {
  const size = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(amount) || 1)))
  return Math.floor(amount / size) * size
}

/** Months with few buyers are left out, and one more month with them; totals stand only where there are enough buyers. */
export function publishedOverview(answer: Answer<typeof getOverview>, k: number): typeof answer {
  const hidden = hiddenRows(
    answer.months.map(({ buyers }) => buyers),
    k,
  )
  const isClosed = hidden === null || isFew(answer.buyers, k)
  const months = answer.months.filter((_, i) => !isClosed && !hidden.has(i))
  const [first, last] = [months[0], months.at(-1)]
  return {
    ...answer,
    // The first and the last order are somebody's: their months say enough.
    firstOrderAt: beginOf(first?.month),
    lastOrderAt:
      last && answer.lastOrderAt?.startsWith(last.month) ? answer.lastOrderAt : beginOf(last?.month),
    customers: inSteps(answer.customers, k),
    buyers: inSteps(answer.buyers, k),
    ...(isClosed && { orders: 0, revenueMinor: 0, marginMinor: null }),
    repeatRate: answer.repeatRate === null ? null : shareInSteps(answer.repeatRate, answer.buyers, k),
    costKnownShare: Math.floor(answer.costKnownShare * 100) / 100,
    withoutCustomerShare: Math.floor(answer.withoutCustomerShare * 100) / 100,
    months: months.map((month) => ({
      ...month,
      buyers: inSteps(month.buyers, k),
      newBuyers: inSteps(month.newBuyers, k),
    })),
  }
}

const beginOf = (month: string | undefined) => (month === undefined ? null : `${month}-01T00:00:00.000Z`)

const countOrNull = (count: number | null, k: number) => (count === null ? null : inSteps(count, k))

export function publishedSegment(segment: z.output<typeof segmentShape>, k: number): typeof segment {
  return { ...segment, customers: countOrNull(segment.customers, k) }
}
export const publishedSegments = (answer: Answer<typeof listSegments>, k: number) => ({
  items: answer.items.map((segment) => publishedSegment(segment, k)),
})
export function publishedComputed(answer: Answer<typeof listComputedAttributes>, k: number): typeof answer {
  return {
    ...answer,
    items: answer.items.map((one) => ({ ...one, customers: countOrNull(one.customers, k) })),
  }
}

const closed = (one: Interval): Interval => ({
  ...one,
  ...{ estimate: null, lo: null, hi: null, verdict: 'no_data' },
})

export function publishedCampaigns(answer: Answer<typeof listCampaigns>, k: number): typeof answer {
  return {
    items: answer.items.map((campaign) => ({
      ...campaign,
      recipients: countOrNull(campaign.recipients, k),
      incrementalMarginMinor:
        campaign.incrementalMarginMinor && isFew(campaign.recipients ?? 0, k)
          ? closed(campaign.incrementalMarginMinor)
          : campaign.incrementalMarginMinor,
    })),
  }
}

type Forecast = z.output<typeof forecastShape>
const unsaid = { en: 'Of too few people to be told', 'zh-CN': '人数过少，不予显示' }

/** Counts in steps; what is computed of few is not told, nor what a few of the past did. */
export function publishedForecast(answer: Forecast, k: number): Forecast {
  const isClosed = answer.audience < k || isFew(answer.recipients, k) || isFew(answer.treatment, k)
  const shown = (figure: Forecast['costMinor']): Forecast['costMinor'] =>
    isClosed || tellsOfFew(figure.note.en, k) || tellsOfFew(figure.note['zh-CN'], k)
      ? { value: null, lo: null, hi: null, basis: 'no_basis', note: unsaid }
      : figure
  return {
    ...answer,
    ...{ audience: inSteps(answer.audience, k), treatment: inSteps(answer.treatment, k) },
    ...{ control: inSteps(answer.control, k), recipients: inSteps(answer.recipients, k) },
    languages: (answer.languages ?? []).map((one) => ({
      ...one,
      ...{ customers: inSteps(one.customers, k), notTheirs: inSteps(one.notTheirs, k) },
    })),
    silent: answer.silent
      .map((one) => ({ ...one, customers: inSteps(one.customers, k) }))
      .filter(({ customers }) => customers > 0),
    costMinor: shown(answer.costMinor),
    baselineRate: shown(answer.baselineRate),
    baselineValueMinor: shown(answer.baselineValueMinor),
    incrementalMarginMinor: shown(answer.incrementalMarginMinor),
    roi: shown(answer.roi),
    detectableMinor: shown(answer.detectableMinor),
    power: shown(answer.power),
    warnings: answer.warnings.filter(({ en, 'zh-CN': zh }) => !tellsOfFew(en, k) && !tellsOfFew(zh, k)),
  }
}

/** Counts of a record, each in steps. */
function everyInSteps<C extends Record<string, number>>(counts: C, k: number): C {
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, inSteps(n, k)])) as C
}

type Report = z.output<typeof reportShape>
const armFigures = { buyerRate: 0, revenueMinor: 0, marginMinor: 0, marginPerCustomerMinor: 0 }

/**
 * Counts in steps. Where an arm, or the buyers of one, are few, nothing that is made of what they bought is told of
 * either arm, for the effect is their difference. Days of the series may be of one buyer each: they are left out.
 */
export function publishedReport(answer: Report | null, k: number): Report | null {
  if (answer === null) return null
  const isClosed = answer.arms.some(({ customers, buyers }) => isFew(customers, k) || isFew(buyers, k))
  const shown = (one: Interval) => (isClosed ? closed(one) : one)
  return {
    ...answer,
    arms: answer.arms.map((arm) => ({
      ...arm,
      ...{ customers: inSteps(arm.customers, k), contacted: inSteps(arm.contacted, k) },
      buyers: inSteps(arm.buyers, k),
      ...(isClosed && armFigures),
    })),
    effectPerCustomer: shown(answer.effectPerCustomer),
    effectUnadjusted: shown(answer.effectUnadjusted),
    effectBuyerRate: shown(answer.effectBuyerRate),
    incrementalMarginMinor: shown(answer.incrementalMarginMinor),
    relativeLift: shown(answer.relativeLift),
    roi: shown(answer.roi),
    ...(isClosed && {
      pValue: null,
      cost: { contactMinor: 0, offerMinor: 0, fixedMinor: answer.cost.fixedMinor, totalMinor: 0 },
      forecastError: { forecastMinor: answer.forecastError.forecastMinor, actualMinor: null },
      verdict: unsaid,
    }),
    execution: everyInSteps(answer.execution, k),
    languages: (answer.languages ?? [])
      .map(({ language, ...n }) => ({ language, ...everyInSteps(n, k) }))
      .filter(({ sent }) => sent > 0),
    // Who said what to an agent is told of people one by one.
    calls: null,
    series: [],
    warnings: answer.warnings.filter(({ en, 'zh-CN': zh }) => !tellsOfFew(en, k) && !tellsOfFew(zh, k)),
  }
}

export function publishedLessons(answer: Answer<typeof listLessons>, k: number): typeof answer {
  return { items: answer.items.filter(({ text, author }) => author === 'user' || !tellsOfFew(text, k)) }
}

export function publishedOpportunities(answer: Answer<typeof listOpportunities>, k: number): typeof answer {
  return {
    ...answer,
    items: answer.items
      .filter(({ customers }) => customers >= k)
      .map((one) => ({
        ...one,
        customers: inSteps(one.customers, k),
        reachable: inSteps(one.reachable, k),
      })),
  }
}

export function publishedHome(answer: z.output<typeof homeShape>, k: number): typeof answer {
  const isClosed = answer.campaigns.some(({ recipients }) => isFew(recipients, k))
  return {
    ...answer,
    ...(isClosed && { incrementalMarginMinor: closed(answer.incrementalMarginMinor), costMinor: 0 }),
    campaigns: answer.campaigns.map((one) => ({
      ...one,
      ...{ recipients: inSteps(one.recipients, k), sent: inSteps(one.sent, k) },
      incrementalMarginMinor: isFew(one.recipients, k)
        ? closed(one.incrementalMarginMinor)
        : one.incrementalMarginMinor,
    })),
    // Each day of the series may be of one buyer.
    featured: null,
    alerts: answer.alerts.filter(({ text }) => !tellsOfFew(text.en, k) && !tellsOfFew(text['zh-CN'], k)),
  }
}

/** Values of columns that few rows have, and single rows at fault, are not shown. */
export function publishedHealth(answer: Answer<typeof getSourceHealth>, k: number): typeof answer {
  return {
    ...answer,
    fields: answer.fields.map((field) => ({
      ...field,
      mean: answer.source.runs.some(({ stored }) => isFew(stored, k)) ? null : field.mean,
      values: field.values
        .filter(({ rows }) => rows >= k)
        .map(({ value, rows }) => ({ value, rows: inSteps(rows, k) })),
    })),
    checks: answer.checks.map((check) => ({ ...check, faults: inSteps(check.faults, k), samples: [] })),
  }
}

export function publishedSums(answer: Answer<typeof getRetainedSums>, k: number): typeof answer {
  return { items: answer.items.filter(({ rows }) => rows >= k) }
}
