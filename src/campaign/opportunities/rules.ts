import type { SegmentRule } from '../../insight/index.ts'

/**
 * The few rules opportunities are made of, in the operators of `insight`. RFM groups, not scores: a group means the same
 * however many bins a workspace uses.
 */
export const rules = {
  group: (...groups: string[]): SegmentRule => ({ op: 'rfm_group', params: { groups } }),
  orders: (compare: 'equals' | 'at_least', value: number): SegmentRule => ({
    op: 'frequency',
    params: { compare, value },
  }),
  breadth: (compare: 'equals' | 'at_most', value: number): SegmentRule => ({
    op: 'breadth',
    params: { compare, value },
  }),
  /**
   * Known, and not one order yet. Asked of the orders and not of the profile's status: that one is of today, so that
   * prospects of a month ago would be those who have still not bought, and their baseline nothing by construction.
   */
  neverOrdered: (): SegmentRule => ({
    op: 'orders_count',
    params: { compare: 'equals', value: 0, withinDays: null },
  }),
}
