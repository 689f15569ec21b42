import type { Posterior } from '@liangti/models'
import type { LabResult } from '../../method.ts'
import type { ArmData, Comparison } from './compare.ts'
import type { ExperimentSettings } from './settings.ts'

/** An arm against control; its posterior reads the estimate as of one look. */
export interface ArmResult {
  arm: ArmData
  comparison: Comparison
  posterior: Posterior
  adjustedP: number
}

interface Findings {
  control: ArmData
  results: readonly ArmResult[]
  srm: number
  settings: ExperimentSettings
  proportions: boolean
  detectable: number
}

export function experimentReport(found: Findings): LabResult {
  const { control, results, srm, settings, proportions } = found
  const [first] = results as readonly [ArmResult, ...ArmResult[]]
  return {
    json: {
      control: control.name,
      arms: [{ arm: control.name, n: control.n, mean: control.mean }, ...results.map(armJson)],
      compared: first.arm.name,
      ...figures(first),
      chanceToWin: first.posterior.chanceToWin,
      srm: { p: srm },
      statistic: proportions ? 'proportions' : 'means',
      relative: settings.relative,
      alternative: settings.alternative,
      level: settings.level,
      ...(settings.sequential === null ? {} : { sequential: settings.sequential }),
      ...(first.comparison.adjustment ?? {}),
      detectableEffect: found.detectable,
    },
    tables: [armTable(found), factTable(found)],
    charts: [chart(found)],
  }
}

function figures({ comparison: { estimate } }: ArmResult) {
  return {
    effect: estimate.estimate,
    ci: [estimate.lower, estimate.upper],
    se: estimate.standardError,
    p: estimate.pValue,
  }
}

function armJson(result: ArmResult) {
  const { arm, posterior, adjustedP } = result
  return {
    ...{ arm: arm.name, n: arm.n, mean: arm.mean },
    ...figures(result),
    adjustedP,
    chanceToWin: posterior.chanceToWin,
    posterior: {
      effect: posterior.effect,
      ci: [posterior.lower, posterior.upper],
      riskOfChoosing: posterior.riskOfChoosing,
      riskOfKeeping: posterior.riskOfKeeping,
    },
  }
}

function armTable({ control, results, settings }: Findings) {
  const percent = `${+(100 * settings.level).toFixed(4)} %`
  const several = results.length > 1
  const columns = ['arm', 'n', 'mean', settings.relative ? 'effect, relative' : 'effect']
  return {
    title: `Effect against ${control.name}`,
    columns: [
      ...columns,
      ...[`lower ${percent}`, `upper ${percent}`, 'p'],
      ...(several ? [`p, ${settings.adjust}`] : []),
      'chance to win',
    ],
    rows: [
      [control.name, control.n, control.mean, null, null, null, null, ...(several ? [null] : []), null],
      ...results.map(({ arm, comparison: { estimate: e }, posterior, adjustedP }) => [
        ...[arm.name, arm.n, arm.mean, e.estimate, e.lower, e.upper, e.pValue],
        ...(several ? [adjustedP] : []),
        posterior.chanceToWin,
      ]),
    ],
  }
}

function factTable({ results, srm, settings, proportions, detectable }: Findings) {
  const adjustment = results[0]?.comparison.adjustment
  const rows: (string | number)[][] = [
    ['compared as', proportions ? 'shares of 0/1 outcomes' : 'means'],
    ['sample-ratio mismatch, p', srm],
    ['smallest effect seen with power .8 at one look, in the unit of the outcome', detectable],
  ]
  if (srm < 0.001)
    rows.push(['warning', 'the sizes of the arms do not fit the draw: mend that before reading on'])
  if (settings.sequential !== null) rows.push(['valid at every look, tuned to', settings.sequential])
  if (adjustment) rows.push(['variance explained by what was known before', adjustment.varianceExplained])
  return { title: 'The trial', columns: ['figure', 'value'], rows }
}

/** Each effect with its interval; an open end is drawn to the edge of the others. */
function chart({ control, results, settings }: Findings) {
  const ends = results.flatMap(({ comparison: { estimate: e } }) =>
    [e.estimate - 3 * e.standardError, e.estimate + 3 * e.standardError, e.lower, e.upper].filter(
      Number.isFinite,
    ),
  )
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const inside = (value: number) => Math.min(most, Math.max(least, value))
  return {
    title: `Effect against ${control.name}${settings.relative ? ', relative' : ''}`,
    height: 120 + 44 * results.length,
    option: {
      grid: { left: 140, right: 32, top: 24, bottom: 48 },
      xAxis: {
        type: 'value',
        min: least,
        max: most,
        axisLabel: { showMinLabel: false, showMaxLabel: false },
      },
      yAxis: { type: 'category', data: results.map(({ arm }) => arm.name), inverse: true },
      series: [
        ...results.map(({ comparison: { estimate: e } }, i) => ({
          type: 'line',
          symbol: 'none',
          lineStyle: { width: 4, color: '#9db8d6' },
          data: [
            [inside(e.lower), i],
            [inside(e.upper), i],
          ],
        })),
        {
          type: 'scatter',
          symbolSize: 11,
          z: 3,
          itemStyle: { color: '#2b5f9e' },
          data: results.map(({ comparison }, i) => [comparison.estimate.estimate, i]),
          markLine: {
            symbol: 'none',
            silent: true,
            label: { show: false },
            lineStyle: { color: '#8a8f98', type: 'dashed' },
            data: [{ xAxis: 0 }],
          },
        },
      ],
    },
  }
}
