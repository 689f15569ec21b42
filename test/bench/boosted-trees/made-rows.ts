import { drawNormal, seededRandom } from '@liangti/models'

/**
 * Rows as propensity models meet them: normal, skewed, counted and partly missing columns, and a target that depends on
 * a third of them, by slopes, steps and products.
 * @returns columns in single precision, and the target
 */
export function madeRows(rows: number, width: number, seed: number) {
  const random = seededRandom(seed)
  const score = new Float64Array(rows)
  const before = new Float64Array(rows)
  const columns = Array.from({ length: width }, (_, c) => {
    const column = new Float32Array(rows)
    for (let i = 0; i < rows; i++) {
      const z = drawNormal(random)
      column[i] = shaped(z, c % 4, random)
      if (c % 3 !== 0) continue
      const effect = c % 2 === 0 ? (z > 0.3 ? 0.5 : -0.2) : 0.4 * z * ((before[i] as number) > 0 ? 1 : -0.5)
      score[i] = (score[i] as number) + effect
      before[i] = z
    }
    return column
  })
  const target = score.map((s) => (random() < 1 / (1 + Math.exp(1 - s)) ? 1 : 0))
  return { columns, target }
}

function shaped(z: number, kind: number, random: () => number): number {
  if (kind === 1) return Math.exp(z)
  if (kind === 2) return Math.floor(Math.abs(z) * 4)
  return kind === 3 && random() < 0.15 ? Number.NaN : z
}
