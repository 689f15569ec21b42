import { createJobHost, type Feature, seededRandom, type Threads } from '@liangti/models'

/** Threads in this process: each has its own jobs' state, and sees only what a message can carry. */
export function ownThreads(count: number): Threads {
  const hosts = Array.from({ length: count }, () => createJobHost())
  return {
    count,
    call: async (thread, job, argument) => structuredClone(hosts[thread]?.(job, structuredClone(argument))),
  }
}

/** Two measures (one with gaps), one category of five levels, and a target that depends on all three. */
export function madeRows(rows: number, seed: number): { features: Feature[]; target: Float64Array } {
  const random = seededRandom(seed)
  const a = new Float64Array(rows)
  const b = new Float64Array(rows)
  const codes = new Uint32Array(rows)
  const target = new Float64Array(rows)
  for (let i = 0; i < rows; i++) {
    a[i] = Math.floor(random() * 40) / 4
    b[i] = random() < 0.2 ? Number.NaN : Math.floor(random() * 30) - 15
    codes[i] = random() < 0.05 ? 0xffffffff : Math.floor(random() * 5)
    const gap = Number.isNaN(b[i]) ? 1.2 : 0
    const score = ((a[i] as number) > 4 ? 1 : -1) + gap + (codes[i] === 2 || codes[i] === 4 ? 1 : -0.5)
    target[i] = random() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  }
  return {
    features: [
      { kind: 'numeric', name: 'a', values: a },
      { kind: 'numeric', name: 'b', values: b },
      { kind: 'categorical', name: 'c', codes, levels: ['v', 'w', 'x', 'y', 'z'] },
    ],
    target,
  }
}
