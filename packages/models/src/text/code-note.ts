import type { SparseMatrix } from '../data/sparse.ts'
import { assertPositive } from '../errors.ts'
import { clausesOf, gramsOf } from './grams.ts'
import {
  type LabelledNote,
  type NoteTopic,
  noteTopics,
  type RefusalReason,
  refusalReasons,
  type Sentiment,
  sentiments,
} from './labels.ts'
import { baseNotes } from './notes/index.ts'
import { matrixOf, rowsOf, type Vocabulary, vocabularyOf } from './pieces.ts'
import { type ClassWeights, classShares, fitClasses } from './sparse-classes.ts'

/** A trained coder of short notes: data only. */
export interface NoteCoder {
  readonly vocabulary: Vocabulary
  /** Classes: the reasons in order, then "nobody refused". */
  readonly reasons: ClassWeights
  readonly topics: ClassWeights
  readonly sentiments: ClassWeights
  /** How many notes it learnt from, corrections among them. */
  readonly notes: number
  readonly corrections: number
}

export interface CodedNote {
  /** Null where nobody refused, and where the coder is not sure; `isUnsure` tells the two apart. */
  readonly reason: { readonly code: RefusalReason; readonly confidence: number } | null
  readonly isUnsure: boolean
  /** Likeliest first. */
  readonly topics: readonly { readonly code: NoteTopic; readonly confidence: number }[]
  readonly sentiment: Sentiment
}

export interface NoteCoderOptions {
  /** How many notes of the base one correction outweighs, > 0, default 4. */
  readonly correctionWeight?: number
  /** What it starts from instead of the base notes: for measuring. */
  readonly base?: readonly LabelledNote[]
}

/** Below this confidence a reason is not said. Measured: see `codingQuality`. */
export const sureFrom = 0.5
/** Clauses beyond these are read as part of the whole alone. */
const mostClauses = 40
/** A topic is named from this probability on. */
export const topicFrom = 0.4
/** Weight of the data against the penalty: measured by cross-validation, where the probabilities came out right as well. */
const c = 15

/**
 * Learns to code short Chinese and English notes: why somebody refused, what it is about, how it is meant. Multinomial
 * logistic regression on the pieces of `gramsOf`.
 * @param corrections notes that people coded otherwise; they weigh more, the base notes stay. The latest word on the
 *   same text holds
 * @returns the same coder for the same notes
 * @throws InvalidInputError for a weight that is not above 0
 * @example
 * import { codeNote, trainNoteCoder } from '@liangti/models'
 * const coder = trainNoteCoder([{ text: '等我们换届再说', reason: 'later', topics: [], sentiment: 0 }])
 * codeNote(coder, '换届以后再说').reason.code // → 'later'
 */
export function trainNoteCoder(
  corrections: readonly LabelledNote[] = [],
  options: NoteCoderOptions = {},
): NoteCoder {
  const weight = options.correctionWeight ?? 4
  assertPositive('correctionWeight', weight)
  const latest = [...new Map(corrections.map((note) => [note.text.trim(), note])).values()]
  const corrected = new Set(latest.map(({ text }) => text.trim()))
  const base = (options.base ?? baseNotes()).filter(({ text }) => !corrected.has(text))
  const notes = [...base, ...latest]
  const grams = notes.map(({ text }) => gramsOf(text))
  const vocabulary = vocabularyOf(grams)
  const rows = matrixOf(vocabulary, grams)
  const cases = Float64Array.from(notes, (_, i) => (i < base.length ? 1 : weight))
  const fit = (
    link: 'softmax' | 'logistic',
    classes: number,
    has: (note: LabelledNote, k: number) => boolean,
  ) =>
    fitClasses(
      rows,
      Float64Array.from({ length: notes.length * classes }, (_, at) =>
        has(notes[Math.floor(at / classes)] as LabelledNote, at % classes) ? 1 : 0,
      ),
      cases,
      link,
      c,
    )
  return {
    vocabulary,
    reasons: fit(
      'softmax',
      refusalReasons.length + 1,
      (note, k) => note.reason === (refusalReasons[k] ?? null),
    ),
    topics: fit('logistic', noteTopics.length, (note, k) => note.topics.includes(noteTopics[k] as NoteTopic)),
    sentiments: fit('softmax', sentiments.length, (note, k) => note.sentiment === sentiments[k]),
    notes: notes.length,
    corrections: latest.length,
  }
}

let base: NoteCoder | null = null

/** The coder before anybody corrected it. Trained when first asked for, which takes about a second. */
export function baseNoteCoder(): NoteCoder {
  base ??= trainNoteCoder()
  return base
}

export interface CodeNoteOptions {
  /** Somebody is known to have refused, so "nobody refused" is no answer. Default false. */
  readonly isRefusal?: boolean
}

/** Probability of each class of a note, in the order of `refusalReasons` (then nobody refused), topics and tones. */
export function noteShares(coder: NoteCoder, text: string, { isRefusal = false }: CodeNoteOptions = {}) {
  const clauses = clausesOf(text).slice(0, mostClauses)
  // Each clause by itself too: what a long text is about besides would drown in it.
  const rows = rowsOf(coder.vocabulary, clauses.length > 1 ? [text, ...clauses] : [text])
  const reasons = classShares(coder.reasons, rows, 0)
  return {
    isEmpty: rows.offsets[1] === 0,
    reasons: isRefusal ? amongRefusals(reasons) : reasons,
    topics: likeliestOfRows(coder.topics, rows),
    sentiments: classShares(coder.sentiments, rows, 0),
  }
}

function likeliestOfRows(model: ClassWeights, rows: SparseMatrix): Float64Array {
  const best = classShares(model, rows, 0)
  for (let row = 1; row < rows.rows; row++)
    classShares(model, rows, row).forEach((share, k) => {
      // A clause of nothing known says nothing.
      if (rows.offsets[row] !== rows.offsets[row + 1]) best[k] = Math.max(best[k] as number, share)
    })
  return best
}

function amongRefusals(shares: Float64Array): Float64Array {
  const none = refusalReasons.length
  const rest = 1 - (shares[none] as number)
  return shares.map((share, k) => (k === none || rest <= 0 ? 0 : share / rest))
}

/**
 * What a note says. Confidences are probabilities, checked against what was seen (`codingQuality`).
 * @param text any; an empty one, or one of nothing the coder knows, is unsure
 * @example
 * import { baseNoteCoder, codeNote } from '@liangti/models'
 * codeNote(baseNoteCoder(), '不是不想买，是太贵').reason.code // → 'price'
 */
export function codeNote(coder: NoteCoder, text: string, options: CodeNoteOptions = {}): CodedNote {
  const { isEmpty, reasons, topics, sentiments: tones } = noteShares(coder, text, options)
  if (isEmpty) return { reason: null, isUnsure: true, topics: [], sentiment: 0 }
  const best = likeliest(reasons)
  const confidence = reasons[best] as number
  const code = refusalReasons[best]
  const isUnsure = confidence < sureFrom
  return {
    reason: code === undefined || isUnsure ? null : { code, confidence },
    isUnsure,
    topics: noteTopics
      .map((topic, k) => ({ code: topic, confidence: topics[k] as number }))
      .filter((topic) => topic.confidence >= topicFrom)
      .sort((a, b) => b.confidence - a.confidence),
    sentiment: sentiments[likeliest(tones)] as Sentiment,
  }
}

/** The first of the largest. */
export function likeliest(shares: Float64Array): number {
  return shares.reduce((best, share, k) => (share > (shares[best] as number) ? k : best), 0)
}
