import { firstStage, wonStage } from './stages.ts'

/** One word about somebody's stage that was not taken back. */
export interface StageWord {
  /** UTC ms. */
  at: number
  /** Of two words of one moment the higher counts. */
  id: number
  stage: string
}

export interface StageStep {
  at: number
  stage: string
}

/**
 * The stages somebody went through, the first at the moment they were first seen. A word that repeats the stage is no
 * step; with the first purchase they have bought, whatever is said after it.
 * @param boughtAt UTC ms of the first purchase; null: they never bought
 */
export function foldStages(
  firstSeen: number,
  boughtAt: number | null,
  words: readonly StageWord[],
): StageStep[] {
  const counting = words
    .filter(({ at }) => boughtAt === null || at < boughtAt)
    .toSorted((a, b) => a.at - b.at || a.id - b.id)
  const all: StageStep[] = [
    { at: firstSeen, stage: firstStage },
    ...counting.map(({ at, stage }) => ({ at, stage })),
    ...(boughtAt === null ? [] : [{ at: boughtAt, stage: wonStage }]),
  ]
  return all.filter(({ stage }, i) => i === 0 || stage !== all[i - 1]?.stage)
}

/** Whether somebody came as a prospect: they never bought, or were known before they did. */
export function cameAsProspect(
  firstSeen: number,
  boughtAt: number | null,
  words: readonly StageWord[],
): boolean {
  return boughtAt === null || firstSeen < boughtAt || words.some(({ at }) => at < boughtAt)
}
