import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { type RateInterval, rateInterval } from './binomial.ts'
import { realisedEffect } from './realised.ts'

export interface ProofOptions {
  seeds: number
  firstSeed: number
  customers: number
  /** Multiplies the planted response; 0 plants none. */
  effect: number
  windowDays: number
  controlShare: number
  locale: Locale
}

/** One demo business, from its founding to its report; money is margin per customer in minor units. */
export interface SeedResult {
  seed: number
  recipients: number
  control: number
  /** People whom a message reached, as the world knows it. */
  received: number
  /** How the product says its messages ended. */
  messages: { sent: number; failed: number; unknown: number; suppressed: number }
  /** What the message changed in these very people, as the world knows it, cut at the report's cap. */
  effectMinor: number
  /** The same in full. */
  effectUncappedMinor: number
  /** What readers like these were expected to be moved by, in full; nothing was drawn yet. */
  plantedMinor: number
  estimateMinor: number | null
  loMinor: number | null
  hiMinor: number | null
  /** Whether the interval holds `effectMinor`. */
  covered: boolean
  coveredPlanted: boolean
  verdict: string
  /** Whether the report's margins of both arms are, to the last cent, what the world's people spent. */
  booksAgree: boolean
}

export interface Proof {
  seeds: number
  firstSeed: number
  effect: number
  delivery: boolean
  customers: number
  windowDays: number
  controlShare: number
  /** How many intervals hold the effect that was there, with the exact 95 % interval of that rate. */
  covered: number
  coverage: RateInterval
  coveredPlanted: number
  /** Whether a rate of 95 % is among those the seeds leave possible. */
  holdsNominal: boolean
  inconclusive: number
  inconclusiveRate: RateInterval
  positive: number
  negative: number
  noData: number
  booksAgree: number
  meanEffectMinor: number
  meanEstimateMinor: number | null
  meanHalfWidthMinor: number | null
  seconds: number
  results: SeedResult[]
}

/**
 * Lives one demo business a seed from founding to evaluation, over real mail, links and imports, and asks whether the
 * product's interval holds what the world did. Businesses are founded one after the other, so that the same command
 * gives the same people the same keys; while one lives, the next is founded.
 */
export async function proveDemo(
  app: App,
  options: ProofOptions & { delivery: boolean },
  onSeed: (result: SeedResult) => void,
): Promise<Proof> {
  const began = performance.now()
  const results: SeedResult[] = []
  const seeds = Array.from({ length: options.seeds }, (_, i) => options.firstSeed + i)
  let next = foundSeed(app, options, seeds[0] ?? 0)
  for (const [at, seed] of seeds.entries()) {
    const workspace = await next
    const following = seeds[at + 1]
    const lived = liveSeed(app, options, seed, workspace)
    if (following !== undefined) next = foundSeed(app, options, following)
    const [result] = await Promise.all([lived, next])
    results.push(result)
    onSeed(result)
  }
  return summary(options, results, (performance.now() - began) / 1000)
}

/** A day like any other, and the same in every run. */
const today = new Date('2026-06-01T00:00:00Z')

async function foundSeed(app: App, options: ProofOptions, seed: number): Promise<Workspace> {
  const { customers, effect, locale, windowDays, controlShare } = options
  return app.rooms.demo.install(
    { slug: `proof-${seed}`, name: `proof ${seed}`, seed, customers, effect, locale, today },
    { windowDays, controlShare, objectives: ['retain'], drawSalt: `proof-${seed}` },
  )
}

async function liveSeed(
  app: App,
  options: ProofOptions,
  seed: number,
  workspace: Workspace,
): Promise<SeedResult> {
  const { demo, campaign } = app.rooms
  // One message, read on the first day: the days after it may pass at a stroke, and the shop's file holds all of them.
  const days = options.windowDays + 1
  await demo.start(workspace, { days, secondsPerDay: 0, stride: days })
  const ended = await demo.finished(workspace)
  if (ended.state !== 'done')
    throw new Error(`Seed ${seed} did not live to its end: ${ended.note ?? ended.state}`)
  const [campaignId] = await demo.campaignIds(workspace)
  if (!campaignId)
    throw new Error(`Seed ${seed} found no opportunity to plan; take more customers (--customers).`)
  const now = await app.rooms.workspaceNow(workspace.id)
  const report = await campaign.reports.of(now, await campaign.campaigns.row(now, campaignId))
  if (!report) throw new Error(`Seed ${seed} has no report of its campaign.`)
  const accounts = [
    ...(await accountsOf(app, now, campaignId, 'treatment')),
    ...(await accountsOf(app, now, campaignId, 'control')),
  ]
  const outcomes = await demo.outcomes(now, campaignId, accounts, options.windowDays)
  const { plantedPerRecipientMinor } = await demo.truth(now, campaignId)
  await demo.dissolve(workspace)

  const truth = realisedEffect(outcomes)
  const arm = (name: 'treatment' | 'control') => report.arms.find((one) => one.arm === name)
  const { estimate, lo, hi, verdict } = report.effectPerCustomer
  const { sent, failed, unknown, suppressed } = report.execution
  const holds = (minor: number) => lo !== null && hi !== null && lo <= minor && minor <= hi
  const brought = (arm('treatment')?.marginMinor ?? 0) + (arm('control')?.marginMinor ?? 0)
  return {
    seed,
    recipients: arm('treatment')?.customers ?? 0,
    control: arm('control')?.customers ?? 0,
    received: truth.received,
    messages: { sent, failed, unknown, suppressed },
    effectMinor: truth.effectMinor,
    effectUncappedMinor: truth.uncappedMinor,
    plantedMinor: plantedPerRecipientMinor,
    estimateMinor: estimate,
    loMinor: lo,
    hiMinor: hi,
    covered: holds(truth.effectMinor),
    coveredPlanted: holds(plantedPerRecipientMinor),
    verdict,
    booksAgree:
      Math.abs(brought - truth.broughtMinor.received - truth.broughtMinor.others) < 1 &&
      // Arm by arm where every message arrived: a treated person it missed stands with those who got none.
      (truth.received !== arm('treatment')?.customers ||
        Math.abs((arm('treatment')?.marginMinor ?? 0) - truth.broughtMinor.received) < 1),
  }
}

/** One arm by the company's own customer numbers, from the file the product hands out. */
async function accountsOf(
  app: App,
  workspace: Workspace,
  campaignId: string,
  arm: 'treatment' | 'control',
): Promise<string[]> {
  let text = ''
  for await (const chunk of await app.rooms.campaign.list(workspace, campaignId, arm)) text += String(chunk)
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => (line === '' ? [] : [line.split(',')[0] ?? '']))
}

function summary(
  options: ProofOptions & { delivery: boolean },
  results: SeedResult[],
  seconds: number,
): Proof {
  const count = (test: (result: SeedResult) => boolean) => results.filter(test).length
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  const covered = count((result) => result.covered)
  const coverage = rateInterval(covered, results.length)
  const inconclusive = count(({ verdict }) => verdict === 'inconclusive')
  return {
    seeds: results.length,
    firstSeed: options.firstSeed,
    effect: options.effect,
    delivery: options.delivery,
    customers: options.customers,
    windowDays: options.windowDays,
    controlShare: options.controlShare,
    covered,
    coverage,
    coveredPlanted: count((result) => result.coveredPlanted),
    holdsNominal: coverage.lo <= 0.95 && 0.95 <= coverage.hi,
    inconclusive,
    inconclusiveRate: rateInterval(inconclusive, results.length),
    positive: count(({ verdict }) => verdict === 'positive'),
    negative: count(({ verdict }) => verdict === 'negative'),
    noData: count(({ verdict }) => verdict === 'no_data'),
    booksAgree: count((result) => result.booksAgree),
    meanEffectMinor: mean(results.map((result) => result.effectMinor)) ?? 0,
    meanEstimateMinor: mean(results.flatMap(({ estimateMinor }) => estimateMinor ?? [])),
    meanHalfWidthMinor: mean(
      results.flatMap(({ loMinor, hiMinor }) =>
        loMinor === null || hiMinor === null ? [] : [(hiMinor - loMinor) / 2],
      ),
    ),
    seconds: Math.round(seconds * 10) / 10,
    results,
  }
}
