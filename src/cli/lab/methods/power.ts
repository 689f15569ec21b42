import { minimalDetectableEffect, powerOf, sampleSizeFor } from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'

const positive = (n: number) => n > 0
const between = (n: number) => n > 0 && n < 1

export const power: LabMethod = {
  name: 'power',
  en: 'Before a trial: how many customers it takes, and what effect so many would show',
  zh: '实验设计：所需样本量，以及给定样本量能看出的最小效果',
  files: { least: 0, most: 1 },
  options: [
    {
      flags: '--outcome <column>',
      en: 'its standard deviation is taken from the file',
      zh: '结果列，由文件计算标准差',
    },
    { flags: '--sd <value>', en: 'standard deviation of one customer’s outcome', zh: '单个客户结果的标准差' },
    {
      flags: '--base-rate <share>',
      en: 'for 0/1 outcomes, instead of --sd: the rate of the control',
      zh: '结果为 0/1 时代替 --sd：对照组的比率',
    },
    {
      flags: '--effect <value>',
      en: 'difference to be seen, in the unit of the outcome',
      zh: '希望看出的差异（结果的单位）',
    },
    { flags: '--size <n>', en: 'customers over both arms', zh: '两组合计客户数' },
    { flags: '--control-share <share>', en: 'share of the control', zh: '对照组占比', default: '0.5' },
    { flags: '--power <share>', en: 'chance to see it', zh: '检验功效', default: '0.8' },
    { flags: '--alpha <share>', en: 'two-sided false-positive rate', zh: '双侧显著性水平', default: '0.05' },
  ],
  run: runPower,
}

async function runPower(lab: LabRun): Promise<LabResult> {
  const { options } = lab
  const standardDeviation = await deviationOf(lab)
  const controlShare = options.number('control-share', 'a number between 0 and 1', between)
  const wanted = options.number('power', 'a number between 0 and 1', between)
  const alpha = options.number('alpha', 'a number between 0 and 1', between)
  const effect = options.has('effect')
    ? options.number('effect', 'a number other than 0', (n) => n !== 0)
    : null
  const size = options.has('size') ? options.integer('size', 4) : null
  if (effect === null && size === null)
    throw labErrors.noOption({ option: 'effect', why: 'the difference to be seen, or --size.' })
  const needed =
    effect === null ? null : sampleSizeFor({ effect, standardDeviation, controlShare, power: wanted, alpha })
  const nControl = size === null ? 0 : Math.min(size - 2, Math.max(2, Math.round(size * controlShare)))
  const design = size === null ? null : { nControl, nTreated: size - nControl, standardDeviation, alpha }
  const detectable = design && minimalDetectableEffect(design, wanted)
  const reached = design && effect !== null ? powerOf(design, effect) : null
  const figures: [string, number][] = [
    ['standard deviation of one outcome', standardDeviation],
    ...(needed === null ? [] : [[`customers needed for an effect of ${effect}`, needed] as [string, number]]),
    ...(detectable === null
      ? []
      : [[`smallest effect ${size} customers show`, detectable] as [string, number]]),
    ...(reached === null ? [] : [[`power of ${size} customers for ${effect}`, reached] as [string, number]]),
  ]
  return {
    json: {
      ...{ standardDeviation, controlShare, power: wanted, alpha },
      ...(needed === null ? {} : { effect, sampleSize: needed }),
      ...(detectable === null ? {} : { size, detectableEffect: detectable }),
      ...(reached === null ? {} : { powerAtSize: reached }),
    },
    tables: [
      { title: `Power ${wanted}, alpha ${alpha}, two-sided`, columns: ['figure', 'value'], rows: figures },
    ],
    charts: [],
  }
}

/** As given, of a rate, or of a column of the file. */
async function deviationOf({ options, file }: LabRun): Promise<number> {
  if (options.has('sd')) return options.number('sd', 'a number above 0', positive)
  if (options.has('base-rate')) {
    const rate = options.number('base-rate', 'a number between 0 and 1', between)
    return Math.sqrt(rate * (1 - rate))
  }
  const outcome = options.required('outcome', 'a column of the file; or give --sd or --base-rate.')
  const values = (await file().read({ [outcome]: 'number' })).allNumbers(outcome)
  // Welford: squares of large outcomes would cancel.
  let [mean, squares] = [0, 0]
  values.forEach((value, i) => {
    const gap = value - mean
    mean += gap / (i + 1)
    squares += gap * (value - mean)
  })
  const deviation = Math.sqrt(squares / (values.length - 1))
  if (!(deviation > 0 && Number.isFinite(deviation)))
    throw labErrors.badOption({ option: 'outcome', value: outcome, wanted: 'a column whose values differ' })
  return deviation
}
