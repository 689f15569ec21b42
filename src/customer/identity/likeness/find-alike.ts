import {
  InvalidInputError,
  type LinkageField,
  type LinkageModel,
  linkRecords,
  matchProbability,
  missingCode,
  seededRandom,
} from '@liangti/models'
import {
  type AlikeInput,
  type AlikePair,
  type AlikeResult,
  comparedKinds,
  type FieldWeight,
  type TaughtLevels,
} from './columns.ts'
import { comparisonsOf, levelsOf } from './comparisons.ts'

/** A value that more records carry brings nobody together by itself: a shop's telephone, a common name and year. */
const largestBlock = 400
/** Answered at most; the most certain. */
const mostPairs = 20_000
/** Weaker pairs are not looked at: no lesson makes them likely. */
const leastProbable = 0.2

/**
 * Records that are probably one person and are not one yet, by Fellegi-Sunter without labels, corrected by what answers
 * taught. Where there is too little to compare, nothing is found.
 */
export async function findAlike(input: AlikeInput): Promise<AlikeResult> {
  const { fields, rules } = await comparisonsOf(input)
  const nothing = {
    pairs: [],
    records: input.person.length,
    candidates: 0,
    passedOver: [],
    model: { prior: 0, fields: [] },
  }
  if (input.person.length < 2 || fields.length === 0 || rules.length === 0) return nothing
  const linked = link(fields, rules, input.seed)
  const { matches, model } = linked
  const best = new Map<string, AlikePair>()
  for (let k = 0; k < matches.left.length; k++) {
    const [left, right] = [matches.left[k] as number, matches.right[k] as number]
    const [a, b] = [input.person[left] as number, input.person[right] as number]
    if (a === b) continue
    const pair = weighed(fields, model, { left, right, weight: matches.weight[k] as number }, input.lesson)
    if (pair.probability < input.threshold) continue
    const key = a < b ? `${a} ${b}` : `${b} ${a}`
    if ((best.get(key)?.weight ?? Number.NEGATIVE_INFINITY) < pair.weight) best.set(key, pair)
  }
  const pairs = [...best.values()].toSorted(
    (one, other) => other.weight - one.weight || one.left - other.left || one.right - other.right,
  )
  return {
    pairs: pairs.slice(0, mostPairs),
    records: linked.records,
    candidates: linked.candidates,
    passedOver: linked.dropped.map(({ rule, records }) => ({ rule, records })),
    model: {
      prior: model.prior,
      fields: model.fields.map(({ name, learned, levels }) => ({
        kind: kindOf(name),
        learned,
        levels: levels.map(({ m, u, weight }) => ({ m, u, weight })),
      })),
    },
  }
}

const kindOf = (name: string) => comparedKinds.find((kind) => kind === name) ?? 'name'

/** Narrower blocks where there would be too many pairs. */
function link(
  fields: LinkageField[],
  rules: Awaited<ReturnType<typeof comparisonsOf>>['rules'],
  seed: number,
) {
  for (let block = largestBlock; ; block = Math.floor(block / 2)) {
    try {
      return linkRecords(fields, rules, {
        random: seededRandom(seed),
        threshold: leastProbable,
        largestBlock: block,
        mostPairs: 20_000_000,
        randomPairs: 400_000,
      })
    } catch (error) {
      if (!(error instanceof InvalidInputError && error.argument === 'rules') || block < 4) throw error
    }
  }
}

/** What each field says of a pair; what an equal rare name says more is the name's. */
function weighed(
  fields: readonly LinkageField[],
  model: LinkageModel,
  match: { left: number; right: number; weight: number },
  lesson: TaughtLevels | null,
): AlikePair {
  let rest = match.weight - Math.log2(model.prior / (1 - model.prior))
  const parts = fields.map((field, f): FieldWeight => {
    const level = levelOf(field, match.left, match.right)
    const weight = level === null ? 0 : (model.fields[f]?.levels[level]?.weight ?? 0)
    rest -= weight
    return { kind: kindOf(field.name), level, weight }
  })
  let weight = match.weight + (lesson?.shift ?? 0)
  for (const part of parts) {
    if (part.kind === 'name' && part.level === 0) part.weight += rest
    if (part.level === null) continue
    const taught = lesson?.levels[part.kind][part.level] ?? 0
    part.weight += taught
    weight += taught
  }
  const { left, right } = match
  return {
    left,
    right,
    weight,
    modelWeight: match.weight,
    probability: matchProbability(weight),
    fields: parts,
  }
}

function levelOf({ codes, values, comparison }: LinkageField, left: number, right: number): number | null {
  const [a, b] = [codes[left] as number, codes[right] as number]
  if (a === missingCode || b === missingCode) return null
  return a === b ? 0 : comparison.prepare([values[a] as string, values[b] as string])(0, 1)
}

/** Levels of each kind, in the order of `comparedKinds`: what lessons are made of. */
export const levelCounts = comparedKinds.map((kind) => levelsOf[kind].length)
