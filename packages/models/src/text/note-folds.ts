import { shuffle } from '../chance/distributions.ts'
import type { RandomSource } from '../chance/random.ts'
import { assertCount, assertOpenShare } from '../errors.ts'
import type { Fold } from '../evaluation/folds.ts'
import { gramsOf } from './grams.ts'
import type { LabelledNote } from './labels.ts'

/**
 * Notes that say almost the same, as groups: two belong together when their pieces overlap by at least `likeness`
 * (Jaccard), and so do the friends of friends.
 * @param likeness in (0, 1), default .4
 * @returns the number of the group, for each note
 */
export function likeNotes(texts: readonly string[], likeness = 0.4): Uint32Array {
  assertOpenShare('likeness', likeness)
  const grams = texts.map((text) => gramsOf(text))
  const withGram = new Map<string, number[]>()
  const group = Uint32Array.from(texts, (_, i) => i)
  const rootOf = (i: number): number => {
    let at = i
    while (group[at] !== at) at = group[at] as number
    return at
  }
  grams.forEach((own, i) => {
    const shared = new Map<number, number>()
    for (const gram of own) {
      const others = withGram.get(gram) ?? []
      for (const other of others) shared.set(other, (shared.get(other) ?? 0) + 1)
      withGram.set(gram, [...others, i])
    }
    for (const [other, common] of shared) {
      const all = own.length + (grams[other] as string[]).length - common
      if (common / all >= likeness) group[rootOf(i)] = rootOf(other)
    }
  })
  return Uint32Array.from(texts, (_, i) => rootOf(i))
}

/**
 * Folds that keep like notes on one side and spread the reasons evenly: groups, largest first and in random order among
 * equals, each go to the fold that has the fewest notes of their reason.
 * @throws InvalidInputError for less than 2 folds
 */
export function noteFolds(notes: readonly LabelledNote[], count: number, random: RandomSource): Fold[] {
  assertCount('count', count, 2)
  const group = likeNotes(notes.map(({ text }) => text))
  const members = new Map<number, number[]>()
  for (const [i, g] of group.entries()) members.set(g, [...(members.get(g) ?? []), i])
  const groups = [...members.values()]
  const order = Uint32Array.from(groups, (_, i) => i)
  shuffle(random, order)
  const sorted = [...order].sort((a, b) => (groups[b] as number[]).length - (groups[a] as number[]).length)
  const foldOf = new Uint32Array(notes.length)
  const held = Array.from({ length: count }, () => ({ all: 0, of: new Map<string, number>() }))
  for (const g of sorted) {
    const rows = groups[g] as number[]
    const reason = notes[rows[0] as number]?.reason ?? 'none'
    const fold = held.reduce(
      (best, own, f) => {
        const cost = (own.of.get(reason) ?? 0) + own.all / 1_000
        return cost < best.cost ? { f, cost } : best
      },
      { f: 0, cost: Number.POSITIVE_INFINITY },
    ).f
    for (const row of rows) {
      foldOf[row] = fold
      const own = held[fold] as (typeof held)[number]
      own.all += 1
      const of = notes[row]?.reason ?? 'none'
      own.of.set(of, (own.of.get(of) ?? 0) + 1)
    }
  }
  const rowsWhere = (is: (f: number) => boolean) =>
    Uint32Array.from([...foldOf.keys()].filter((row) => is(foldOf[row] as number)))
  return held.map((_, f) => ({ train: rowsWhere((own) => own !== f), test: rowsWhere((own) => own === f) }))
}
