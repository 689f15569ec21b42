import type { Patterns } from './patterns.ts'

/** Chances of each outcome of each field; entry 0, missing, is 1 in both, so that it is no evidence. */
export interface Chances {
  /** Among matches, `m[f][digit]`. */
  m: Float64Array[]
  /** Among all other pairs. */
  u: Float64Array[]
}

export interface Estimate extends Chances {
  /** Share of all comparable pairs that match. */
  prior: number
  /** Of the longest run of EM. */
  iterations: number
  converged: boolean
  /** Whether some rule that leaves the field free brought matches together to learn its m from. */
  learned: boolean[]
}

export interface EstimateInput {
  candidates: Patterns
  random: Patterns
  /** Fields, by number, each rule fixes. */
  fixedFields: readonly (readonly number[])[]
  radices: readonly number[]
  comparablePairs: number
  maxIterations: number
  tolerance: number
  /** Instead of the prior found from expected matches. */
  prior?: number
}

/** Added to each count of an outcome (on average), so that none is impossible because it was not seen. */
const pseudoCount = 0.5

/**
 * u from random pairs, m by EM inside the blocks of each rule over the fields the rule does not fix, averaged over rules
 * by the matches each expects; the prior from the matches expected of all candidates. Then u again without the matches
 * that were among the random pairs: where values are nearly unique they would be most of what agrees.
 */
export function estimate(input: EstimateInput): Estimate {
  const { candidates, random, radices, comparablePairs } = input
  let u = shares(random, radices, null)
  let result: Estimate | null = null
  for (let round = 0; round < 3; round++) {
    const found = matchChances(input, u)
    const ratios = ratiosOf(found.m, u)
    const all = radices.map((_, f) => f)
    const prior =
      input.prior ?? priorOf(factorsOf(candidates, ratios, all), candidates.counts, comparablePairs)
    result = { ...found, u, prior }
    const factors = factorsOf(random, ratios, all)
    const others = factors.map((factor) => 1 - posterior(prior, factor))
    u = shares(random, radices, others)
  }
  return result as Estimate
}

/** Shares of the outcomes of each field among pairs of the weights given. */
function shares(
  patterns: Patterns,
  radices: readonly number[],
  weights: Float64Array | null,
): Float64Array[] {
  const sums = radices.map((radix) => new Float64Array(radix))
  for (let p = 0; p < patterns.size; p++) {
    const count = (patterns.counts[p] as number) * (weights === null ? 1 : (weights[p] as number))
    add(sums, patterns, p, count)
  }
  return sums.map((counts) => normalised(counts))
}

function add(sums: Float64Array[], { digits, fields }: Patterns, p: number, count: number): void {
  for (let f = 0; f < fields; f++) {
    const of = sums[f] as Float64Array
    const digit = digits[p * fields + f] as number
    of[digit] = (of[digit] as number) + count
  }
}

/** Shares of counts, the added ones spread as `usual` says, else evenly. */
function normalised(counts: Float64Array, usual?: Float64Array): Float64Array {
  const levels = counts.length - 1
  let total = levels * pseudoCount
  for (let d = 1; d < counts.length; d++) total += counts[d] as number
  const added = (d: number) => levels * pseudoCount * (usual ? (usual[d] as number) : 1 / levels)
  return counts.map((count, d) => (d === 0 ? 1 : (count + added(d)) / total))
}

function ratiosOf(m: readonly Float64Array[], u: readonly Float64Array[]): Float64Array[] {
  return m.map((of, f) => of.map((share, d) => share / ((u[f] as Float64Array)[d] as number)))
}

/** How many times likelier each outcome is among matches, over the fields named. */
function factorsOf(
  { digits, fields, size }: Patterns,
  ratios: readonly Float64Array[],
  over: readonly number[],
): Float64Array {
  const factors = new Float64Array(size).fill(1)
  for (let p = 0; p < size; p++)
    for (const f of over)
      factors[p] =
        (factors[p] as number) * ((ratios[f] as Float64Array)[digits[p * fields + f] as number] as number)
  return factors
}

function posterior(prior: number, factor: number): number {
  const odds = (prior / (1 - prior)) * factor
  return odds === Infinity ? 1 : odds / (1 + odds)
}

/** The share of all pairs that match, where only candidates can: as many as the model then expects, at least one. */
function priorOf(factors: Float64Array, counts: Float64Array, comparablePairs: number): number {
  const least = Math.min(0.5, 1 / comparablePairs)
  let prior = 0.01
  for (let i = 0; i < 1000; i++) {
    let expected = 0
    for (let p = 0; p < factors.length; p++)
      expected += (counts[p] as number) * posterior(prior, factors[p] as number)
    const next = Math.min(1 - 1e-6, Math.max(least, expected / comparablePairs))
    if (Math.abs(next - prior) <= 1e-10 * prior) return next
    prior = next
  }
  return prior
}

/** Before anything is learned: matches are mostly equal, sometimes alike, rarely different. */
function usualMatch(radix: number): Float64Array {
  const m = new Float64Array(radix).fill(1)
  let rest = 1
  for (let d = 1; d < radix; d++) {
    m[d] = d === radix - 1 ? rest : rest * (d === 1 ? 0.9 : 0.6)
    rest -= m[d] as number
  }
  return m
}

function matchChances(input: EstimateInput, u: readonly Float64Array[]): Omit<Estimate, 'u' | 'prior'> {
  const { candidates, fixedFields, radices } = input
  const sums = radices.map((radix) => new Float64Array(radix))
  let [iterations, converged] = [0, true]
  fixedFields.forEach((fixed, rule) => {
    const members: number[] = []
    for (let p = 0; p < candidates.size; p++)
      if (((candidates.rules[p] as number) >> rule) & 1) members.push(p)
    const free = radices.map((_, f) => f).filter((f) => !fixed.includes(f))
    if (members.length === 0 || free.length === 0) return
    const session = runBlock(input, members, free, u)
    iterations = Math.max(iterations, session.iterations)
    converged &&= session.converged
    for (const f of free) {
      const [into, from] = [sums[f] as Float64Array, session.counts[f] as Float64Array]
      from.forEach((count, d) => {
        into[d] = (into[d] as number) + count
      })
    }
  })
  // Less than a match in all is no experience.
  const learned = sums.map(
    (counts) => counts.reduce((sum, count, d) => (d === 0 ? sum : sum + count), 0) >= 1,
  )
  const m = sums.map((counts) => normalised(counts, usualMatch(counts.length)))
  return { m, iterations, converged, learned }
}

/** EM over the pairs of one rule's blocks, u held fast. */
function runBlock(
  { candidates, radices, maxIterations, tolerance }: EstimateInput,
  members: readonly number[],
  free: readonly number[],
  u: readonly Float64Array[],
) {
  const { digits, fields } = candidates
  let m = radices.map(usualMatch)
  let share = 0.1
  let counts: Float64Array[] = []
  let [iterations, converged] = [0, false]
  while (iterations < maxIterations && !converged) {
    iterations += 1
    const ratios = ratiosOf(m, u)
    counts = radices.map((radix) => new Float64Array(radix))
    let [matches, pairs] = [0, 0]
    for (const p of members) {
      let factor = 1
      for (const f of free) factor *= (ratios[f] as Float64Array)[digits[p * fields + f] as number] as number
      const count = candidates.counts[p] as number
      const matching = count * posterior(share, factor)
      matches += matching
      pairs += count
      add(counts, candidates, p, matching)
    }
    const next = counts.map((of) => normalised(of, usualMatch(of.length)))
    const nextShare = Math.min(1 - 1e-9, Math.max(1e-12, matches / pairs))
    let change = Math.abs(nextShare - share)
    for (const f of free)
      (next[f] as Float64Array).forEach((value, d) => {
        change = Math.max(change, Math.abs(value - ((m[f] as Float64Array)[d] as number)))
      })
    m = next
    share = nextShare
    converged = change <= tolerance
  }
  return { counts, iterations, converged }
}
