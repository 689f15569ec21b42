import { meanInterval, proportionInterval } from '@liangti/models'
import { sql as pg } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import { marginBasis, marginWords } from '../../measurement/margin.ts'
import type { MediaDeps } from '../deps.ts'
import type { FigureSet, MediaFigures } from './api.ts'
import { type Cohort, cohortsOf, type Earned, earnedOf, type Period, sourceKey } from './brought.ts'
import { newestDays } from './import.ts'
import { mediumLabel } from './platforms/index.ts'
import { type Tie, tiesOf } from './ties.ts'

type Deps = Pick<MediaDeps, 'ledger' | 'warehouse'>

interface Spent {
  medium: string
  campaign: string
  week: string
  impressions: string | null
  clicks: string | null
  conversions: string | null
  home: string
}

/**
 * Media beside each other: spending as the reports say, people by their source, each in one tie and so in one medium,
 * those with a tie of their own campaign there.
 */
export async function mediaFigures(deps: Deps, workspace: Workspace, period: Period): Promise<MediaFigures> {
  const [ties, spent, basis] = await Promise.all([
    tiesOf(deps.ledger.db, workspace),
    spentOf(deps, workspace, period),
    marginBasis(deps.warehouse, workspace, null),
  ])
  const keys = ties.map(sourceKey)
  const none = keys.length === 0
  const [cohorts, earned] = none
    ? [[], []]
    : await Promise.all([
        cohortsOf(deps.warehouse, workspace, period, keys, basis),
        earnedOf(deps.warehouse, workspace, period, keys, basis),
      ])
  const media = [...new Set([...spent, ...ties].map(({ medium }) => medium))]
  const partOf = (of: (one: { medium: string; campaign: string }) => boolean): Part => {
    const mine = new Set(ties.flatMap((tie, i) => (of(tie) ? [i + 1] : [])))
    return {
      ties: mine.size,
      spent: spent.filter(of),
      cohorts: cohorts.filter(({ tie }) => mine.has(tie)),
      earned: earned.filter(({ tie }) => mine.has(tie)),
    }
  }
  const parts = media.map((medium) => ({ medium, part: partOf((one) => one.medium === medium) }))
  const rows = parts.map(({ medium, part }) => ({
    ...{ medium, label: mediumLabel(medium), ...figuresOf(part) },
    campaigns: campaignsOf(spent, ties, medium)
      .map((campaign) => ({
        campaign,
        ...figuresOf(partOf((one) => one.medium === medium && one.campaign === campaign)),
      }))
      .toSorted((a, b) => b.spendMinor - a.spendMinor || a.campaign.localeCompare(b.campaign)),
  }))
  return {
    ...{ ...period, computedAt: workspace.clock.now().toISOString(), currency: workspace.currency },
    basis: marginWords(basis),
    media: rows.toSorted((a, b) => b.spendMinor - a.spendMinor || a.medium.localeCompare(b.medium)),
    weeks: parts.flatMap(({ medium, part }) => weeksOf(medium, part)),
  }
}

interface Part {
  ties: number
  spent: readonly Spent[]
  cohorts: readonly Cohort[]
  earned: readonly Earned[]
}

/** Campaigns that have a name of their own; a medium without any is one row. */
const campaignsOf = (spent: readonly Spent[], ties: readonly Tie[], medium: string) => [
  ...new Set(
    [...spent, ...ties].flatMap((one) =>
      one.medium === medium && one.campaign !== '' ? [one.campaign] : [],
    ),
  ),
]

async function spentOf({ ledger }: Deps, workspace: Workspace, { from, to }: Period): Promise<Spent[]> {
  const { rows } = await pg<Spent>`
    SELECT medium, campaign, to_char(date_trunc('week', day), 'YYYY-MM-DD') AS week, sum(impressions) AS impressions,
      sum(clicks) AS clicks, sum(conversions) AS conversions, sum(home_minor) AS home
    FROM (${newestDays(workspace.id, from, to)}) AS newest GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`.execute(
    ledger.db,
  )
  return rows
}

const total = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((sum, one) => sum + of(one), 0)
const totalOrNull = (list: readonly Spent[], of: (one: Spent) => string | null) =>
  list.some((one) => of(one) !== null) ? total(list, (one) => Number(of(one) ?? 0)) : null
const per = (minor: number, count: number | null) => (count ? Math.round(minor / count) : null)

function figuresOf({ ties, spent, cohorts, earned }: Part): FigureSet {
  const spendMinor = total(spent, ({ home }) => Number(home))
  const clicks = totalOrNull(spent, (one) => one.clicks)
  const [people, customers] = [total(cohorts, (one) => one.people), total(cohorts, (one) => one.customers)]
  const isTied = ties > 0
  const earnedMinor = isTied ? Math.round(total(earned, ({ margin }) => margin)) : null
  return {
    ...{ spendMinor, clicks, isTied, people, customers, earnedMinor },
    impressions: totalOrNull(spent, (one) => one.impressions),
    conversions: totalOrNull(spent, (one) => one.conversions),
    costPerClickMinor: per(spendMinor, clicks),
    conversion: proportionInterval(customers, people),
    costPerPersonMinor: spendMinor > 0 ? per(spendMinor, people) : null,
    costPerCustomerMinor: spendMinor > 0 ? per(spendMinor, customers) : null,
    quality: qualityOf(cohorts),
    repaidShare: earnedMinor === null || spendMinor === 0 ? null : earnedMinor / spendMinor,
    repaidBy: spendMinor === 0 ? null : repaidBy(spendMinor, earned),
  }
}

function qualityOf(cohorts: readonly Cohort[]): FigureSet['quality'] {
  const n = total(cohorts, ({ proven }) => proven)
  const returned = proportionInterval(
    total(cohorts, (one) => one.returned),
    n,
  )
  if (n === 0 || returned === null) return null
  const margin = {
    n,
    sum: total(cohorts, (one) => one.margin),
    sumSquares: total(cohorts, ({ squares }) => squares),
  }
  const contributionMinor = meanInterval(margin)
  if (contributionMinor === null) return null
  const ordersEach = total(cohorts, ({ orders }) => orders) / n
  return { customers: n, returned, ordersEach, contributionMinor }
}

/** The Sunday of the week in which what came in first reached what was spent. */
function repaidBy(spendMinor: number, earned: readonly Earned[]): string | null {
  let sum = 0
  for (const week of [...new Set(earned.map((one) => one.week))].toSorted()) {
    sum += total(
      earned.filter((one) => one.week === week),
      ({ margin }) => margin,
    )
    if (sum >= spendMinor) return dayAfter(week, 6)
  }
  return null
}

const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

function weeksOf(medium: string, { spent, cohorts }: Part): MediaFigures['weeks'] {
  const weeks = [...new Set([...spent, ...cohorts].map(({ week }) => week))].toSorted()
  return weeks.map((week) => {
    const [paid, came] = [
      spent.filter((one) => one.week === week),
      cohorts.filter((one) => one.week === week),
    ]
    const spendMinor = total(paid, ({ home }) => Number(home))
    const customers = total(came, (one) => one.customers)
    return {
      ...{ week, medium, spendMinor, customers, people: total(came, (one) => one.people) },
      costPerCustomerMinor: spendMinor > 0 ? per(spendMinor, customers) : null,
    }
  })
}
