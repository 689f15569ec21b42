import { z } from 'zod'

/** One condition: which operator, and its parameters (validated by the operator itself). */
const condition = z.object({ op: z.string().min(1).max(60), params: z.record(z.string(), z.unknown()) })

export type SegmentRule =
  | { all: SegmentRule[] }
  | { any: SegmentRule[] }
  | { not: SegmentRule }
  | { op: string; params: Record<string, unknown> }

/** A rule tree. An empty `all` is everybody. At most 200 conditions, 10 levels. */
export const segmentRule: z.ZodType<SegmentRule> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(segmentRule).max(50) }),
    z.strictObject({ any: z.array(segmentRule).min(1).max(50) }),
    z.strictObject({ not: segmentRule }),
    condition.strict(),
  ]),
)
