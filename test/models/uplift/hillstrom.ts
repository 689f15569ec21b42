import { type FeatureTable, selectRows } from '@liangti/models'
import { realTable } from '../real-table.ts'

/** Women's e-mail against no e-mail, outcome visit: the trial of the oracles. Null where the file is absent. */
export async function hillstromTrial(): Promise<{
  features: FeatureTable
  trial: { treated: Float64Array; outcome: Float64Array }
} | null> {
  const real = await realTable('hillstrom/hillstrom.csv.gz', ['segment', 'visit', 'conversion', 'spend'])
  if (real === null) return null
  const segment = real.table.text('segment')
  const visit = real.table.numbers('visit')
  const [women, none] = [segment.levels.indexOf('Womens E-Mail'), segment.levels.indexOf('No E-Mail')]
  const rows = Uint32Array.from(
    [...segment.codes.keys()].filter((i) => segment.codes[i] === women || segment.codes[i] === none),
  )
  return {
    features: selectRows(real.features, rows),
    trial: {
      treated: Float64Array.from(rows, (i) => (segment.codes[i] === women ? 1 : 0)),
      outcome: Float64Array.from(rows, (i) => visit[i] as number),
    },
  }
}
