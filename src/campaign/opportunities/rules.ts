import type { SegmentRule } from '../../insight/segments/rule.schema.ts'

/** The few rules opportunities are made of, in the operators of `insight`. */
export const rules = {
  score: (measure: 'r' | 'f' | 'm', from: number, to: number): SegmentRule => ({
    op: 'rfm_score',
    params: { measure, from, to },
  }),
  orders: (from: number, to: number): SegmentRule => ({ op: 'frequency', params: { from, to } }),
  quietDays: (from: number, to: number): SegmentRule => ({ op: 'recency_days', params: { from, to } }),
  breadth: (from: number, to: number): SegmentRule => ({ op: 'breadth', params: { from, to } }),
  prospects: (): SegmentRule => ({ op: 'status', params: { is: 'prospect' } }),
}
