import { calibrationTable, gainTable, rocCurve } from '@liangti/models'
import type { ResultChart } from '../../method.ts'

const diagonal = { type: 'line', symbol: 'none', lineStyle: { type: 'dashed', color: '#b9b5ab', width: 1 } }
const share = { type: 'value', min: 0, max: 1 }

/** ROC, gain and calibration over the rows of all folds. */
export function propensityCharts(scores: Float64Array, target: Float64Array): ResultChart[] {
  const size = { width: 560, height: 420 }
  const roc = rocCurve(scores, target)
  // A picture needs no more than some hundred points.
  const step = Math.ceil(roc.length / 400)
  const rocPoints = roc
    .filter((_, i) => i % step === 0 || i === roc.length - 1)
    .map((p) => [p.falsePositiveRate, p.truePositiveRate])
  const gains = gainTable(scores, target, 20).map(({ cumulative }) => [cumulative.share, cumulative.coverage])
  const bins = calibrationTable(scores, target).bins
  const most = Math.max(...bins.flatMap((bin) => [bin.predicted, bin.observed]))
  const end = Math.min(1, Math.ceil(most * 10) / 10)
  return [
    {
      title: 'ROC',
      ...size,
      option: {
        xAxis: { ...share, name: 'negatives called positive' },
        yAxis: { ...share, name: 'positives found' },
        series: [
          { type: 'line', symbol: 'none', data: rocPoints },
          {
            ...diagonal,
            data: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      },
    },
    {
      title: 'Gain: responders found by the share of customers contacted, best first',
      ...size,
      option: {
        xAxis: { ...share, name: 'customers contacted' },
        yAxis: { ...share, name: 'responders found' },
        series: [
          { type: 'line', symbol: 'none', data: [[0, 0], ...gains] },
          {
            ...diagonal,
            data: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      },
    },
    {
      title: 'Calibration: what was said against what happened',
      ...size,
      option: {
        xAxis: { type: 'value', min: 0, max: end, name: 'predicted' },
        yAxis: { type: 'value', min: 0, max: end, name: 'observed' },
        series: [
          { type: 'line', symbolSize: 7, data: bins.map((bin) => [bin.predicted, bin.observed]) },
          {
            ...diagonal,
            data: [
              [0, 0],
              [end, end],
            ],
          },
        ],
      },
    },
  ]
}
