import { useFormat } from '../../ui/use-format.ts'

/** A share with its interval: `24.1 % (19.8 … 29.0)`. */
export function useShare(): (share: { estimate: number; lo: number; hi: number }) => string {
  const format = useFormat()
  return ({ estimate, lo, hi }) =>
    `${format.percent(estimate, 1)} (${(lo * 100).toFixed(1)} … ${(hi * 100).toFixed(1)})`
}
