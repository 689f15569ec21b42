/** What is compared to find records that look like one person. */
export const comparedKinds = ['name', 'phone', 'email', 'address', 'birthday'] as const
export type ComparedKind = (typeof comparedKinds)[number]

/** Records as columns of values in clear, one entry a record, '' where it is missing; they never leave the process. */
export interface AlikeInput {
  columns: Record<ComparedKind, readonly string[]>
  /** Whose each record is today: records of one person are no proposal, but teach what matches look like. */
  person: Float64Array
  /** Pairs at least this probable are answered. */
  threshold: number
  /** Bits that answers have taught, see `lesson.ts`. */
  lesson: TaughtLevels | null
  seed: number
}

/** Bits to add to every pair, and to pairs of a level of a field. */
export interface TaughtLevels {
  shift: number
  levels: Record<ComparedKind, readonly number[]>
  answers: number
}

/** What one field says of a pair. */
export interface FieldWeight {
  kind: ComparedKind
  /** Of the comparison: 0 is equal, the last unlike; null where a value is missing. */
  level: number | null
  /** Bits for (above 0) or against, with what answers taught. */
  weight: number
}

export interface AlikePair {
  /** Records. */
  left: number
  right: number
  /** log2 of the odds, everything in it. */
  weight: number
  /** The same without what answers taught: what they are held against next time. */
  modelWeight: number
  probability: number
  fields: FieldWeight[]
}

export interface AlikeResult {
  /** The best pair of each two people, most certain first. */
  pairs: AlikePair[]
  records: number
  candidates: number
  /** Values too common to compare all who carry them. */
  passedOver: { rule: string; records: number }[]
  model: {
    prior: number
    fields: { kind: ComparedKind; learned: boolean; levels: { m: number; u: number; weight: number }[] }[]
  }
}
