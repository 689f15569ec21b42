import { isotonicCalibration, plattCalibration, randomFolds, seededRandom, selectRows } from '@liangti/models'
import type { FitPropensity } from './fitted.ts'

/** Learns from four fifths of the rows and sets its probabilities right on the fifth it has not seen. */
export function calibrated(learn: FitPropensity, name: 'isotonic' | 'platt', seed: number): FitPropensity {
  const calibration = name === 'isotonic' ? isotonicCalibration : plattCalibration
  return async (table, target) => {
    const [fold] = randomFolds(table.rows, 5, seededRandom(seed, 7))
    if (!fold) throw new Error('five folds were asked for and none came')
    const of = (rows: Uint32Array) => Float64Array.from(rows, (i) => target[i] as number)
    const model = await learn(selectRows(table, fold.train), of(fold.train))
    const calibrator = calibration(model.predict(selectRows(table, fold.test)), of(fold.test))
    return { ...model, predict: (rows) => calibrator.apply(model.predict(rows)) }
  }
}
