import type { LabelSheet } from '../settings.ts'
import type { LetterDesign, PrintedLetter } from './design.ts'

/** What the printing thread is given. */
export interface PrintJob {
  design: LetterDesign
  letters: readonly PrintedLetter[]
  /** Null: the letters themselves. */
  labels: LabelSheet | null
}

/** What it says, piece by piece. */
export type PrintNews = { bytes: Uint8Array } | { done: true } | { failed: string }
