import { armOf, type NoteTopic, saltedDraw } from '@liangti/models'
import { type RecoverySettings, type Remedy, type Tier, tiers } from './settings.ts'

/** All that a remedy may depend on: who somebody is otherwise plays no part. */
export interface Situation {
  topics: readonly NoteTopic[]
  severity: number
  /** Null: the customer refused to be judged by value and is treated as the middle. */
  tier: Tier | null
}

export interface Prepared {
  remedy: Remedy
  /** What is owed anyway. */
  standard: Remedy
  /** Every remedy that fits, dearest first. */
  fitting: readonly Remedy[]
  needsApproval: boolean
  /** Who speaks to the customer, and how. */
  by: 'agent' | 'manager'
  channel: 'call' | 'same'
}

/** @returns whether a remedy fits: topics overlap (or it is for all), severity and tier reach its thresholds */
function fits(remedy: Remedy, { topics, severity, tier }: Situation): boolean {
  return (
    severity >= remedy.fromSeverity &&
    tiers.indexOf(tier ?? 'middle') >= tiers.indexOf(remedy.fromTier) &&
    (remedy.topics.length === 0 || remedy.topics.some((topic) => topics.includes(topic)))
  )
}

/**
 * The remedy of a case before anybody touches it: of those that fit the dearest, at equal cost the more specific, then the
 * first of the catalogue. It follows from topics, severity and tier alone, so like cases get like remedies; and since
 * remedies have thresholds "from … on", a graver case or a more valuable customer never gets less.
 * @param settings a catalogue without a `problemOf`
 */
export function prepareRemedy(settings: RecoverySettings, situation: Situation): Prepared {
  const fitting = settings.remedies
    .map((remedy, order) => ({ remedy, order }))
    .filter(({ remedy }) => fits(remedy, situation))
    .sort(
      (a, b) =>
        b.remedy.costMinor - a.remedy.costMinor ||
        Number(b.remedy.topics.length > 0) - Number(a.remedy.topics.length > 0) ||
        a.order - b.order,
    )
    .map(({ remedy }) => remedy)
  const standard = fitting.find(({ isStandard }) => isStandard)
  const [remedy] = fitting
  if (!remedy || !standard) throw new Error('The catalogue has no standard remedy for every case.')
  const isGrave = situation.severity >= 3
  return {
    ...{ remedy, standard, fitting },
    needsApproval: remedy.costMinor >= settings.approveFromMinor,
    by: situation.severity === 4 || (isGrave && situation.tier === 'high') ? 'manager' : 'agent',
    channel: isGrave ? 'call' : 'same',
  }
}

/**
 * Whether a case gets all that fits or the standard remedy alone: drawn by salted hash of the customer, so that a second
 * case is treated as the first, where the two differ; never where the workspace did not ask for it, for severity 4 only
 * where it asked for that too, and not for who refused to be judged by personal characteristics.
 */
export function drawArm(
  { trial }: RecoverySettings,
  prepared: Prepared,
  situation: Situation,
  personKey: number,
): 'full' | 'standard' | null {
  if (trial.share === 0 || prepared.remedy.id === prepared.standard.id || situation.tier === null) return null
  if (situation.severity === 4 && !trial.severity4) return null
  return armOf(saltedDraw('recovery', personKey), [trial.share, 1 - trial.share]) === 0 ? 'standard' : 'full'
}
