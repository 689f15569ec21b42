import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Feature, type FeatureTable, featureTable, selectRows } from '@liangti/models'

const measured = new Set(['tenure', 'MonthlyCharges', 'TotalCharges'])

/** The churn file as the oracles read it: blank TotalCharges is 0, everything that is not a measure a category. */
export function telco(path: string): { table: FeatureTable; churned: Float64Array } {
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\r?\n/)
  const rows = lines.map((line) => line.split(','))
  const names = header.split(',')
  const column = (name: string) => rows.map((row) => row[names.indexOf(name)] ?? '')
  const features = names
    .filter((name) => name !== 'customerID' && name !== 'Churn')
    .map((name): Feature => {
      const texts = column(name)
      if (measured.has(name)) return { kind: 'numeric', name, values: Float64Array.from(texts, Number) }
      const levels = [...new Set(texts)].sort()
      return { kind: 'categorical', name, levels, codes: Uint32Array.from(texts, (t) => levels.indexOf(t)) }
    })
  return {
    table: featureTable(features),
    churned: Float64Array.from(column('Churn'), (text) => (text === 'Yes' ? 1 : 0)),
  }
}

/** Means over five folds by row number modulo 5, as the oracles are. */
export function foldMeans(
  table: FeatureTable,
  target: Float64Array,
  learn: (train: FeatureTable, y: Float64Array) => (test: FeatureTable) => Float64Array,
): { auc: number; logLoss: number } {
  const means = { auc: 0, logLoss: 0 }
  for (let fold = 0; fold < 5; fold++) {
    const rows = Array.from(target.keys())
    const train = Uint32Array.from(rows.filter((row) => row % 5 !== fold))
    const test = Uint32Array.from(rows.filter((row) => row % 5 === fold))
    const of = (some: Uint32Array) => Float64Array.from(some, (row) => target[row] as number)
    const p = learn(selectRows(table, train), of(train))(selectRows(table, test))
    means.auc += areaUnderCurve(p, of(test)) / 5
    means.logLoss += logLoss(p, of(test)) / 5
  }
  return means
}

/** By ranks, ties at their middle. */
export function areaUnderCurve(score: Float64Array, target: Float64Array): number {
  const order = Array.from(score.keys()).sort((a, b) => (score[a] as number) - (score[b] as number))
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < order.length; ) {
    let end = i
    while (end < order.length && score[order[end] as number] === score[order[i] as number]) end += 1
    for (let k = i; k < end; k++) {
      if (target[order[k] as number] !== 1) continue
      rankSum += (i + end + 1) / 2
      positives += 1
    }
    i = end
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (target.length - positives))
}

export function logLoss(p: Float64Array, target: Float64Array): number {
  let sum = 0
  p.forEach((value, i) => {
    const clamped = Math.min(1 - 1e-15, Math.max(1e-15, value))
    sum -= Math.log(target[i] === 1 ? clamped : 1 - clamped)
  })
  return sum / p.length
}
