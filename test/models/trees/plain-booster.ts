/**
 * Boosting once more, without bins, histograms or the library: every split of every column is tried on the rows
 * themselves. Numbers may be missing (NaN), categories are tried one level against the rest (null is missing).
 */
export type PlainRow = readonly (number | string | null)[]

type PlainTree = (row: PlainRow) => number

interface Rule {
  left(row: PlainRow): boolean
}

export function plainBooster(
  rows: readonly PlainRow[],
  target: readonly number[],
  o: {
    trees: number
    depth: number
    rate: number
    l2: number
    minChild: number
    loss: 'logistic' | 'squared'
  },
): (row: PlainRow) => number {
  const mean = target.reduce((s, y) => s + y, 0) / target.length
  const base = o.loss === 'squared' ? mean : Math.log(mean / (1 - mean))
  const scores = rows.map(() => base)
  const trees: PlainTree[] = []
  for (let t = 0; t < o.trees; t++) {
    const g = scores.map(
      (s, i) => (o.loss === 'squared' ? s : 1 / (1 + Math.exp(-s))) - (target[i] as number),
    )
    const h = scores.map((s) => {
      const p = 1 / (1 + Math.exp(-s))
      return o.loss === 'squared' ? 1 : p * (1 - p)
    })
    const grow = (members: number[], depth: number): PlainTree => {
      const sum = (some: number[], of: number[]) => some.reduce((s, i) => s + (of[i] as number), 0)
      const value = (some: number[]) => sum(some, g) ** 2 / (sum(some, h) + o.l2)
      const leaf = (-o.rate * sum(members, g)) / (sum(members, h) + o.l2)
      let best: { gain: number; rule: Rule; left: number[]; right: number[] } | null = null
      for (const rule of depth === 0 ? [] : rulesOf(rows, members)) {
        const left = members.filter((i) => rule.left(rows[i] as PlainRow))
        const right = members.filter((i) => !rule.left(rows[i] as PlainRow))
        if (left.length === 0 || right.length === 0) continue
        if (sum(left, h) < o.minChild || sum(right, h) < o.minChild) continue
        const gain = value(left) + value(right) - value(members)
        if (gain > (best?.gain ?? 1e-9) + 1e-9) best = { gain, rule, left, right }
      }
      if (!best) return () => leaf
      const { rule } = best
      const left = grow(best.left, depth - 1)
      const right = grow(best.right, depth - 1)
      return (row) => (rule.left(row) ? left(row) : right(row))
    }
    const tree = grow(
      rows.map((_, i) => i),
      o.depth,
    )
    trees.push(tree)
    rows.forEach((row, i) => {
      scores[i] = (scores[i] as number) + tree(row)
    })
  }
  return (row) => trees.reduce((s, tree) => s + tree(row), base)
}

function rulesOf(rows: readonly PlainRow[], members: readonly number[]): Rule[] {
  const width = rows[0]?.length ?? 0
  const rules: Rule[] = []
  for (let c = 0; c < width; c++) {
    const all = rows.map((row) => row[c] ?? null)
    if (all.some((x) => typeof x === 'string')) {
      for (const level of [...new Set(all.filter((x) => x !== null))].sort())
        rules.push({ left: (row) => row[c] === level })
      continue
    }
    const gaps = members.some((i) => Number.isNaN(rows[i]?.[c]))
    const values = [...new Set(all as number[])].filter((x) => !Number.isNaN(x)).sort((a, b) => a - b)
    for (const cut of values) {
      rules.push({ left: (row) => (row[c] as number) <= cut })
      if (gaps) rules.push({ left: (row) => !((row[c] as number) > cut) })
    }
  }
  return rules
}
