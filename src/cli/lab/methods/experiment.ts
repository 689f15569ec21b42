import {
  adjustPValues,
  minimalDetectableEffect,
  posteriorOf,
  sampleRatioMismatch,
  varianceOf,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { type ArmData, armOfSums, armsOf, compareArms } from './experiment/compare.ts'
import { experimentOptions } from './experiment/options.ts'
import { type ArmResult, experimentReport } from './experiment/report.ts'
import { settingsOf, sharesOf } from './experiment/settings.ts'
import { readUnits } from './experiment/units.ts'

export const experiment: LabMethod = {
  name: 'experiment',
  en: 'Effect of a randomised trial: means, shares or ratios; CUPED, sequential, Bayesian; sample-ratio mismatch',
  zh: '随机实验的效果：均值、占比或比率；CUPED、序贯检验、贝叶斯与样本比例检查',
  files: { least: 0, most: 1 },
  options: experimentOptions,
  run: runExperiment,
}

async function runExperiment(lab: LabRun): Promise<LabResult> {
  const { options } = lab
  const settings = settingsOf(options)
  const [control, ...treated] = await readArms(lab)
  const first = treated[0]
  if (!control || !first)
    throw labErrors.unusable({
      method: 'experiment',
      problem: 'there is only one arm, and an effect needs two.',
    })
  for (const arm of [control, ...treated]) assertArm(arm)
  const proportions =
    !settings.covariate && control.strata === null && [control, ...treated].every((arm) => arm.binary)
  const compared = treated.map((arm) => ({
    arm,
    comparison: compareArms(control, arm, { ...settings, proportions }),
  }))
  const adjusted = adjustPValues(
    compared.map(({ comparison }) => comparison.estimate.pValue),
    settings.adjust,
  )
  const results = compared.map(({ arm, comparison }, i): ArmResult => {
    const posterior = posteriorOf(comparison.estimate, settings)
    return { arm, comparison, posterior, adjustedP: adjusted[i] as number }
  })
  const all = [control, ...treated]
  const shares = sharesOf(
    options,
    all.map((arm) => arm.name),
  )
  const srm = sampleRatioMismatch(
    all.map((arm) => arm.n),
    shares,
  ).pValue
  const detectable = minimalDetectableEffect({
    ...{ nControl: control.n, nTreated: first.n, alpha: 1 - settings.level },
    standardDeviation: Math.sqrt(varianceOf(control.summary)),
    treatedStandardDeviation: Math.sqrt(varianceOf(first.summary)),
  })
  return experimentReport({ control, results, srm, settings, proportions, detectable })
}

/** The arms, control first, the others as they first appear. */
async function readArms(lab: LabRun): Promise<ArmData[]> {
  const { options } = lab
  const summary = options.text('summary')
  if (summary !== undefined) return summaryArms(summary)
  lab.file()
  const name = options.required('control', 'the value of the arm column that marks the control group.')
  const arms = armsOf(await readUnits(lab))
  const control = arms.find((arm) => arm.name === name)
  if (!control)
    throw labErrors.badOption({
      option: 'control',
      value: name,
      wanted: `one of the arms: ${arms
        .slice(0, 12)
        .map((arm) => arm.name)
        .join(', ')}`,
    })
  const wanted = options.text('treated')
  const others = arms.filter((arm) => arm !== control && (wanted === undefined || arm.name === wanted))
  if (wanted !== undefined && others.length === 0)
    throw labErrors.badOption({ option: 'treated', value: wanted, wanted: 'an arm other than control' })
  return [control, ...others]
}

function assertArm({ name, n, summary }: ArmData): void {
  if (n < 2)
    throw labErrors.unusable({
      method: 'experiment',
      problem: `the arm "${name}" has fewer than two rows; take it out of the file, or name the arm to compare with --treated.`,
    })
  if (!Number.isFinite(summary.sum) || !Number.isFinite(summary.sumSquares))
    throw labErrors.unusable({
      method: 'experiment',
      problem: `the outcomes of the arm "${name}" are too large for their squares to be added; use a larger unit.`,
    })
}

function summaryArms(summary: string): ArmData[] {
  const wanted = 'sum,sumsq,n for each arm, control first, with a semicolon between arms'
  const bad = () => labErrors.badOption({ option: 'summary', value: summary, wanted })
  return summary.split(';').map((part, i) => {
    const numbers = part.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)))
    if (numbers.length !== 3 || !numbers.every(Number.isFinite)) throw bad()
    const [sum, sumSquares, n] = numbers as [number, number, number]
    return armOfSums(i < 26 ? String.fromCharCode(65 + i) : `arm ${i + 1}`, { sum, sumSquares, n })
  })
}
