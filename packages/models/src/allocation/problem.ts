import { assertCount, assertFinite, InvalidInputError } from '../errors.ts'

/** Who could get what: candidates grouped by customer, coupled by budgets. */
export interface AllocationProblem {
  /**
   * Position of each customer's first candidate, then the number of candidates: customers + 1 entries, from 0, never
   * falling. A customer without candidates is allowed.
   */
  starts: Uint32Array
  /** What each candidate is worth, in one unit for all; any finite number. */
  values: Float64Array
  /** Candidates × budgets, row by row: what each candidate takes of each budget, in that budget's unit; any sign. */
  costs: Float64Array
  /** How much there is of each; a negative one is a minimum of negative costs. */
  budgets: ArrayLike<number>
  /** Option of each candidate, from 0; where missing, its position among its customer's candidates. */
  options?: Uint32Array
  /** Most candidates one customer may get, 1 where missing. */
  cap?: number
  /** Pairs of options that no customer may get together. */
  exclusions?: readonly (readonly [number, number])[]
  /** Least number of customers for an option. */
  quotas?: readonly OptionLimit[]
  /** Greatest number of customers for an option, such as its stock. */
  capacities?: readonly OptionLimit[]
  /** For messages: names of budgets and options. */
  names?: { budgets?: readonly string[]; options?: readonly string[] }
}

export interface OptionLimit {
  option: number
  customers: number
}

/** No plan keeps all rows. The message names the rows that cannot be met; nothing was assigned. */
export class InfeasibleAllocationError extends InvalidInputError {
  /** Names of the rows, as in `budget "mail"`. */
  readonly rows: readonly string[]

  constructor(argument: string, rows: readonly string[], problem: string) {
    super(argument, problem)
    this.name = 'InfeasibleAllocationError'
    this.rows = rows
  }
}

/** @throws InvalidInputError naming the first array that is not of the stated shape, or number that is not finite */
export function assertAllocationProblem(problem: AllocationProblem): void {
  const { starts, values, costs, budgets, options } = problem
  const candidates = values.length
  if (starts.length < 1 || starts[0] !== 0 || starts[starts.length - 1] !== candidates)
    throw new InvalidInputError(
      'starts',
      `must run from 0 to the number of candidates, ${candidates}, with one entry more than there are customers.`,
    )
  for (let i = 1; i < starts.length; i++)
    if ((starts[i] as number) < (starts[i - 1] as number))
      throw new InvalidInputError(`starts[${i}]`, `must not be below starts[${i - 1}].`)
  if (costs.length !== candidates * budgets.length)
    throw new InvalidInputError(
      'costs',
      `has ${costs.length} entries, not ${candidates} candidates × ${budgets.length} budgets.`,
    )
  if (options !== undefined && options.length !== candidates)
    throw new InvalidInputError('options', `has ${options.length} entries, not ${candidates}.`)
  assertAllFinite('values', values)
  assertAllFinite('costs', costs)
  for (let m = 0; m < budgets.length; m++) assertFinite(`budgets[${m}]`, budgets[m] as number)
  assertCount('cap', problem.cap ?? 1, 1)
  assertLimits('quotas', problem.quotas ?? [])
  assertLimits('capacities', problem.capacities ?? [])
  for (const [at, pair] of (problem.exclusions ?? []).entries())
    for (const option of pair) assertCount(`exclusions[${at}]`, option)
  if (options !== undefined) assertDistinctOptions(problem, options)
}

function assertAllFinite(argument: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) assertFinite(`${argument}[${i}]`, values[i] as number)
}

function assertLimits(argument: string, limits: readonly OptionLimit[]): void {
  const seen = new Set<number>()
  for (const [at, { option, customers }] of limits.entries()) {
    assertCount(`${argument}[${at}].option`, option)
    assertCount(`${argument}[${at}].customers`, customers)
    if (seen.has(option))
      throw new InvalidInputError(`${argument}[${at}]`, `names option ${option} a second time.`)
    seen.add(option)
  }
}

function assertDistinctOptions({ starts }: AllocationProblem, options: Uint32Array): void {
  const lastSeenBy = new Int32Array(optionCountOf(options)).fill(-1)
  for (let i = 0; i + 1 < starts.length; i++)
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      const option = options[k] as number
      if (lastSeenBy[option] === i)
        throw new InvalidInputError(`options[${k}]`, `gives customer ${i} option ${option} twice.`)
      lastSeenBy[option] = i
    }
}

function optionCountOf(options: Uint32Array): number {
  let most = -1
  for (const option of options) if (option > most) most = option
  if (most >= 50_000_000)
    throw new InvalidInputError('options', `must be numbered from 0 without great gaps, not up to ${most}.`)
  return most + 1
}

/** How many options there are: one more than the highest in use or named by a rule. */
export function optionsIn(problem: AllocationProblem): number {
  const { starts, options } = problem
  let count = 0
  if (options !== undefined) count = optionCountOf(options)
  else
    for (let i = 0; i + 1 < starts.length; i++)
      count = Math.max(count, (starts[i + 1] as number) - (starts[i] as number))
  for (const pair of problem.exclusions ?? []) count = Math.max(count, pair[0] + 1, pair[1] + 1)
  for (const { option } of [...(problem.quotas ?? []), ...(problem.capacities ?? [])])
    count = Math.max(count, option + 1)
  return count
}
