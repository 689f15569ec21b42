import type { EnsembleTree, LevelsSplit, NumberSplit, TreeEnsemble } from '../trees/ensemble.ts'
import { packedArray, unsignedType } from './bytes.ts'
import type { SqlInputs } from './dialect.ts'

/** The inputs of large trees: a row's numbers and codes side by side, one place for each way a missing one goes. */
export interface RowPlaces {
  /** Place, from 1, of a number; missing is −∞ where it goes left and +∞ where it goes right. */
  number(feature: number, missingLeft: boolean): number
  /** Place of a level's code; −1 for missing and unknown. */
  code(feature: number): number
  /** SQL of the array. */
  readonly sql: () => string
}

export function rowPlaces({ features }: TreeEnsemble, inputs: SqlInputs): RowPlaces {
  const places = new Map<string, number>()
  const place = (sql: string) => {
    const known = places.get(sql)
    if (known !== undefined) return known
    places.set(sql, places.size + 1)
    return places.size
  }
  const featureAt = (index: number) => {
    const feature = features[index]
    if (feature === undefined) throw new RangeError(`a node splits on feature ${index}, which is not there`)
    return feature
  }
  const texts = new Map<string, string>()
  // An input is said in full where it is first asked for, so each is asked for once and kept.
  const once = (key: string, make: () => string) => {
    const known = texts.get(key) ?? make()
    texts.set(key, known)
    return known
  }
  return {
    number(index, missingLeft) {
      const { name } = featureAt(index)
      return place(
        once(
          `${index} ${missingLeft}`,
          () => `ifNull(${inputs.number(name)}, ${missingLeft ? '-inf' : 'inf'})`,
        ),
      )
    },
    code(index) {
      const feature = featureAt(index)
      const levels = feature.kind === 'categorical' ? feature.levels : []
      return place(once(`${index}`, () => `toFloat64(${inputs.code(feature.name, levels)})`))
    },
    // Splits that send every row the same way ask for nothing; an empty array would have no type.
    sql: () => (places.size > 0 ? `[${[...places.keys()].join(', ')}]` : '[0.0]'),
  }
}

/** A tree as tables: at node n, from 1, the row's `place[n]` above `value[n]` leads to `child[2n]`, else `child[2n − 1]`. */
export interface TreeTables {
  readonly place: readonly number[]
  /** Threshold of a split, value of a leaf: a leaf leads to itself whatever the comparison says. */
  readonly value: readonly number[]
  readonly child: readonly number[]
  readonly root: number
  /** Steps after which each row has come to its leaf. */
  readonly steps: number
}

export function treeTables({ nodes }: EnsembleTree, places: RowPlaces): TreeTables {
  const place: number[] = []
  const value: number[] = []
  const child: number[] = []
  const add = (at: number, threshold: number): number => {
    child.push(0, 0)
    value.push(threshold)
    return place.push(at)
  }
  const lead = (node: number, left: number, right: number): number => {
    child[2 * node - 2] = left
    child[2 * node - 1] = right
    return node
  }
  // A number node is one entry; a node of levels one for each cut between runs of codes that go the same way.
  const heads: number[] = []
  const below: number[] = []
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i] as (typeof nodes)[number]
    if (node.kind === 'leaf') {
      const leaf = add(1, node.value)
      heads[i] = lead(leaf, leaf, leaf)
      below[i] = 0
      continue
    }
    const [left, right] = [heads[node.left] as number, heads[node.right] as number]
    const split = node.kind === 'number' ? numberSplit(node) : levelsSplit(node, left, right)
    heads[i] = split.head
    below[i] = split.steps + Math.max(below[node.left] as number, below[node.right] as number)
  }
  return { place, value, child, root: heads[0] as number, steps: below[0] as number }

  function numberSplit(node: NumberSplit) {
    // No number lies above +∞, not even the one that stands for a missing value.
    const threshold = Math.min(node.threshold, Number.MAX_VALUE)
    const head = add(places.number(node.feature, node.missingLeft), threshold)
    return {
      head: lead(head, heads[node.left] as number, heads[node.right] as number),
      steps: 1,
    }
  }

  function levelsSplit(node: LevelsSplit, left: number, right: number) {
    const at = places.code(node.feature)
    const { cuts, startsLeft } = runsOf(node)
    // Between the cuts the ways alternate; found by halving.
    const search = (from: number, to: number): { head: number; steps: number } => {
      if (from === to) return { head: (from % 2 === 0) === startsLeft ? left : right, steps: 0 }
      const middle = (from + to) >> 1
      const [low, high] = [search(from, middle), search(middle + 1, to)]
      const head = lead(add(at, cuts[middle] as number), low.head, high.head)
      return { head, steps: 1 + Math.max(low.steps, high.steps) }
    }
    return search(0, cuts.length)
  }
}

/** Codes −1 (missing), 0, 1, … in runs that go the same way: the last code of each run but the last. */
function runsOf({ leftLevels, missingLeft }: LevelsSplit): { cuts: number[]; startsLeft: boolean } {
  const left = new Set(leftLevels)
  if (missingLeft) left.add(-1)
  const cuts: number[] = []
  for (const code of missingLeft ? [-1, ...leftLevels] : leftLevels) {
    if (code >= 0 && !left.has(code - 1)) cuts.push(code - 1)
    if (!left.has(code + 1)) cuts.push(code)
  }
  return { cuts, startsLeft: missingLeft }
}

/** A walk through the tables, of the row named `row`. */
export function walkSql(
  { place, value, child, root, steps }: TreeTables,
  row: string,
  alias: string,
): string {
  const type = unsignedType(place.length)
  const values = packedArray('Float64', value)
  const places = packedArray(unsignedType(largest(place)), place)
  const above = `arrayElement(${row}, arrayElement(${places}, n)) > arrayElement(${alias}, n)`
  const step = `arrayElement(${packedArray(type, child)}, 2 * n - 1 + (${above}))`
  const leaf = `arrayFold((n, i) -> ${step}, range(${steps}), to${type}(${root}))`
  return `arrayElement((${values} AS ${alias}), ${leaf})`
}

function largest(values: readonly number[]): number {
  let most = 0
  for (const value of values) most = Math.max(most, value)
  return most
}

/** Walks share one array of the row's inputs, as the argument of a function: worked out once, and short to name. */
export function withRow(score: string, row: string, places: RowPlaces): string {
  return `arrayElement(arrayMap(${row} -> ${score}, [${places.sql()}]), 1)`
}
