import type { Locale } from '../../kit/errors.ts'
import type { App } from '../../server/compose.ts'

export interface ProofOptions {
  seeds: number
  firstSeed: number
  customers: number
  /** Multiplies the planted response; 0 plants none. */
  effect: number
  windowDays: number
  locale: Locale
}

export interface SeedResult {
  seed: number
  recipients: number
  control: number
  /** What the world planted into a reader, minor units of margin; the product cannot see it. */
  plantedMinor: number
  estimateMinor: number | null
  loMinor: number | null
  hiMinor: number | null
  covered: boolean
  verdict: string
}

export interface Proof {
  seeds: number
  effect: number
  customers: number
  covered: number
  coverage: number
  inconclusive: number
  positive: number
  negative: number
  results: SeedResult[]
}

/**
 * Lives one demo business a seed from founding to evaluation, over real mail, links and imports, and asks whether the
 * product's interval holds what the world planted.
 */
export async function proveDemo(
  app: App,
  options: ProofOptions,
  onSeed: (result: SeedResult) => void,
): Promise<Proof> {
  const results: SeedResult[] = []
  for (let i = 0; i < options.seeds; i += 1) {
    const result = await oneSeed(app, options, options.firstSeed + i)
    results.push(result)
    onSeed(result)
  }
  const covered = results.filter((result) => result.covered).length
  const withVerdict = (verdict: string) => results.filter((result) => result.verdict === verdict).length
  return {
    seeds: options.seeds,
    effect: options.effect,
    customers: options.customers,
    covered,
    coverage: options.seeds > 0 ? covered / options.seeds : 0,
    inconclusive: withVerdict('inconclusive'),
    positive: withVerdict('positive'),
    negative: withVerdict('negative'),
    results,
  }
}

async function oneSeed(app: App, options: ProofOptions, seed: number): Promise<SeedResult> {
  const { demo, campaign } = app.rooms
  const { customers, effect, locale, windowDays } = options
  const workspace = await demo.install(
    { slug: `proof-${seed}`, name: `proof ${seed}`, seed, customers, effect, locale },
    { windowDays },
  )
  await demo.start(workspace, { days: windowDays + 1, secondsPerDay: 0, stride: 7 })
  const ended = await demo.finished(workspace)
  if (ended.state !== 'done')
    throw new Error(`Seed ${seed} did not live to its end: ${ended.note ?? ended.state}`)
  const [campaignId] = await demo.campaignIds(workspace)
  if (!campaignId)
    throw new Error(`Seed ${seed} found no opportunity to plan; take more customers (--customers).`)
  const now = await app.rooms.workspaceNow(workspace.id)
  const report = await campaign.reports.of(now, await campaign.campaigns.row(now, campaignId))
  const { plantedPerRecipientMinor } = await demo.truth(workspace, campaignId)
  await demo.dissolve(workspace)
  const effectFound = report?.effectPerCustomer
  const [lo, hi] = [effectFound?.lo ?? null, effectFound?.hi ?? null]
  return {
    seed,
    recipients: report?.arms.find(({ arm }) => arm === 'treatment')?.customers ?? 0,
    control: report?.arms.find(({ arm }) => arm === 'control')?.customers ?? 0,
    plantedMinor: plantedPerRecipientMinor,
    estimateMinor: effectFound?.estimate ?? null,
    loMinor: lo,
    hiMinor: hi,
    covered: lo !== null && hi !== null && lo <= plantedPerRecipientMinor && plantedPerRecipientMinor <= hi,
    verdict: effectFound?.verdict ?? 'no_data',
  }
}
