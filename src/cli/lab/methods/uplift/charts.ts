import { type ColumnBaseline, qiniCurve, type Trial } from '@liangti/models'
import type { ResultChart } from '../../method.ts'
import { columnText } from './tables.ts'

/** The Qini curves of the model, of the best column and of chance. */
export function upliftCharts(
  model: string,
  judged: { scores: Float64Array; trial: Trial },
  baseline: ColumnBaseline | null,
): ResultChart[] {
  const n = judged.scores.length
  const line = (name: string, scores: Float64Array) => {
    const curve = qiniCurve(scores, judged.trial)
    const step = Math.ceil(curve.length / 400)
    const data = curve
      .filter((_, i) => i % step === 0 || i === curve.length - 1)
      .map((p) => [p.rows / n, p.gain])
    return { type: 'line', symbol: 'none', name, data }
  }
  const ours = line(model, judged.scores)
  const end = ours.data.at(-1) as number[]
  return [
    {
      title: 'Qini: outcomes caused by the share of customers treated, best first',
      option: {
        legend: {},
        xAxis: { type: 'value', min: 0, max: 1, name: 'share treated' },
        yAxis: { type: 'value', name: 'outcomes caused' },
        series: [
          ours,
          ...(baseline === null ? [] : [line(columnText(baseline), baseline.scores)]),
          {
            type: 'line',
            symbol: 'none',
            name: 'chance',
            data: [[0, 0], end],
            lineStyle: { type: 'dashed', width: 1 },
          },
        ],
      },
    },
  ]
}
