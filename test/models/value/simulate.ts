import { mulberry32 } from '../../../packages/models/src/chance/random.ts'

/** Customers who live as the models say, written apart from the library: the library must find them again. */
export function simulateBuyers(
  kind: 'bg' | 'mbg' | 'pareto',
  n: number,
  p: { r: number; alpha: number; a: number; b: number },
  seed: number,
) {
  const random = mulberry32(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  // Gamma by Marsaglia and Tsang, for shapes of any size.
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - random()) ** (1 / shape)
    const d = shape - 1 / 3
    for (;;) {
      const x = normal()
      const v = (1 + x / Math.sqrt(9 * d)) ** 3
      if (v > 0 && Math.log(1 - random()) < x * x * 0.5 + d * (1 - v + Math.log(v))) return d * v
    }
  }
  const beta = (a: number, b: number) => {
    const x = gamma(a)
    return x / (x + gamma(b))
  }
  const [frequency, recency, age, future] = [0, 0, 0, 0].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  for (let i = 0; i < n; i++) {
    const rate = gamma(p.r) / p.alpha
    // Cut-offs on a grid of weeks, so that histories repeat as they do in life.
    const end = 27 + Math.floor(random() * 13)
    const leave = kind === 'pareto' ? 0 : beta(p.a, p.b)
    const death = kind === 'pareto' ? -Math.log(1 - random()) / (gamma(p.a) / p.b) : Infinity
    let alive = kind !== 'mbg' || random() >= leave
    for (
      let t = -Math.log(1 - random()) / rate;
      alive && t < Math.min(end + 26, death);
      t -= Math.log(1 - random()) / rate
    ) {
      if (t <= end) {
        frequency[i] = (frequency[i] ?? 0) + 1
        recency[i] = t
      } else future[i] = (future[i] ?? 0) + 1
      if (kind !== 'pareto' && random() < leave) alive = false
    }
    age[i] = end
  }
  return { frequency, recency, age, future }
}
