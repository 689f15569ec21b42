import type { Job, Threads } from '../parallel/threads.ts'
import { type Allocation, type AllocationOptions, allocationSteps } from './allocate.ts'
import type { PassRequest } from './dual.ts'
import { pricingOf } from './net-values.ts'
import { emptySums, mergeSums, type PassSums, partBounds, passOver, passParts } from './pass.ts'
import { type AllocationProblem, assertAllocationProblem } from './problem.ts'
import { type AllocationRows, allocationRows } from './rows.ts'

/** What a thread is given once: its customers, and where its parts lie among them. */
interface Share {
  problem: AllocationProblem
  /** Candidates before this share. */
  offset: number
  bounds: { first: number; last: number }[]
}

interface HeldShare {
  rows: AllocationRows
  offset: number
  bounds: Share['bounds']
}

const held = 'allocation'

/** Jobs of `allocateInThreads`. */
export const allocationJobs: Readonly<Record<string, Job>> = {
  'allocation.hold': (argument, state) => {
    const { problem, offset, bounds } = argument as Share
    state.set(held, { rows: allocationRows(problem), offset, bounds } satisfies HeldShare)
    return null
  },
  'allocation.pass': (argument, state) => {
    const { prices, kernelWidth, jitter } = argument as PassRequest
    const { rows, offset, bounds } = state.get(held) as HeldShare
    const pricing = pricingOf(rows, prices, jitter, offset)
    return bounds.map(({ first, last }) => passOver(rows, pricing, kernelWidth, first, last))
  },
  'allocation.end': (_, state) => {
    state.delete(held)
    return null
  },
}

/**
 * `allocate` with its passes spread over threads; equal to it to the last bit, for any number of threads. Arrays on a
 * `SharedArrayBuffer` are shared with the threads, others are copied to them.
 * @throws as `allocate`
 */
export async function allocateInThreads(
  problem: AllocationProblem,
  threads: Threads,
  options: AllocationOptions = {},
): Promise<Allocation> {
  assertAllocationProblem(problem)
  const rows = allocationRows(problem)
  const all = Array.from({ length: threads.count }, (_, t) => t)
  await Promise.all(all.map((t) => threads.call(t, 'allocation.hold', shareOf(problem, t, threads.count))))
  try {
    const steps = allocationSteps(problem, rows, options)
    let next = steps.next()
    while (!next.done) {
      const request = next.value
      const answers = await Promise.all(all.map((t) => threads.call(t, 'allocation.pass', request)))
      const sums = emptySums(rows.rows)
      for (const part of (answers as PassSums[][]).flat()) mergeSums(sums, part)
      next = steps.next(sums)
    }
    return next.value
  } finally {
    await Promise.all(all.map((t) => threads.call(t, 'allocation.end', null)))
  }
}

function shareOf(problem: AllocationProblem, thread: number, count: number): Share {
  const customers = problem.starts.length - 1
  const parts = Array.from({ length: passParts }, (_, part) => part)
    .filter((part) => Math.floor((part * count) / passParts) === thread)
    .map((part) => partBounds(customers, part))
  const first = parts[0]?.first ?? 0
  const last = parts.at(-1)?.last ?? first
  const from = problem.starts[first] as number
  const to = problem.starts[last] as number
  const m = problem.budgets.length
  return {
    problem: {
      ...problem,
      starts: problem.starts.slice(first, last + 1).map((start) => start - from),
      values: cut(problem.values, from, to),
      costs: cut(problem.costs, from * m, to * m),
      budgets: Array.from(problem.budgets),
      ...(problem.options === undefined ? {} : { options: cut(problem.options, from, to) }),
    },
    offset: from,
    bounds: parts.map((part) => ({ first: part.first - first, last: part.last - first })),
  }
}

/** A view of shared memory, a copy of other memory: sending a view would send all that it is a view of. */
function cut<A extends Float64Array | Uint32Array>(values: A, from: number, to: number): A {
  const shared = typeof SharedArrayBuffer !== 'undefined' && values.buffer instanceof SharedArrayBuffer
  return (shared ? values.subarray(from, to) : values.slice(from, to)) as A
}
