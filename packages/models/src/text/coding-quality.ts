import { seededRandom } from '../chance/random.ts'
import { type Calibration, calibrationTable } from '../evaluation/calibration-table.ts'
import { type ProportionInterval, proportionInterval } from '../experiments/proportion.ts'
import { likeliest, type NoteCoder, noteShares, sureFrom, topicFrom, trainNoteCoder } from './code-note.ts'
import { type LabelledNote, noteTopics, refusalReasons, sentiments } from './labels.ts'
import { noteFolds } from './note-folds.ts'
import { baseNotes } from './notes/index.ts'

/** How one class is recognised; null where it never occurred or was never said. */
export interface ClassQuality {
  readonly code: string
  /** Notes that people gave this class. */
  readonly notes: number
  /** Of those called so, how many are. */
  readonly precision: ProportionInterval | null
  /** Of those that are, how many are called so. */
  readonly recall: ProportionInterval | null
  /** 0 where nothing was hit. */
  readonly f1: number
}

export interface CodingQuality {
  readonly notes: number
  /** Of all notes, "nobody refused" being a class of its own. */
  readonly accuracy: ProportionInterval
  readonly macroF1: number
  readonly reasons: readonly ClassQuality[]
  /** Share of notes on which the coder does not commit itself, and how often it is right on the others. */
  readonly unsure: ProportionInterval
  readonly accuracyWhereSure: ProportionInterval | null
  /** Of the confidence in the likeliest reason. */
  readonly calibration: Calibration
  readonly topics: readonly ClassQuality[]
  readonly topicMacroF1: number
  readonly topicCalibration: Calibration
  readonly sentimentAccuracy: ProportionInterval
  readonly sentimentMacroF1: number
}

/** What a coder said of notes, beside what people say. */
interface Judged {
  readonly note: LabelledNote
  readonly reason: number
  readonly confidence: number
  readonly topics: Float64Array
  readonly tone: number
}

/**
 * How well a coder does on notes it has not seen.
 * @throws InvalidInputError when there are no notes
 */
export function codingQuality(coder: NoteCoder, notes: readonly LabelledNote[]): CodingQuality {
  return qualityOf(notes.map((note) => judge(coder, note)))
}

/**
 * How well coders of this kind do, each note judged by a coder that saw neither it nor a note much like it: k-fold
 * cross-validation, reasons spread evenly over the folds.
 * @param options.notes default the base notes; `folds` default 5; `seed` of the draw, default 1; `train` default
 *   `trainNoteCoder` on a base of its own
 */
export function crossValidatedCoding(
  options: {
    readonly notes?: readonly LabelledNote[]
    readonly folds?: number
    readonly seed?: number
    readonly train?: (notes: readonly LabelledNote[]) => NoteCoder
  } = {},
): CodingQuality {
  const notes = options.notes ?? baseNotes()
  const train = options.train ?? ((base) => trainNoteCoder([], { base }))
  const pick = (rows: Uint32Array) => Array.from(rows, (row) => notes[row] as LabelledNote)
  const folds = noteFolds(notes, options.folds ?? 5, seededRandom(options.seed ?? 1))
  return qualityOf(
    folds.flatMap((fold) => {
      const coder = train(pick(fold.train))
      return pick(fold.test).map((note) => judge(coder, note))
    }),
  )
}

function judge(coder: NoteCoder, note: LabelledNote): Judged {
  const shares = noteShares(coder, note.text)
  const reason = likeliest(shares.reasons)
  return {
    note,
    reason,
    confidence: shares.reasons[reason] as number,
    topics: shares.topics,
    tone: likeliest(shares.sentiments),
  }
}

const classOf = (note: LabelledNote) =>
  note.reason === null ? refusalReasons.length : refusalReasons.indexOf(note.reason)

function qualityOf(judged: readonly Judged[]): CodingQuality {
  const right = judged.map(({ note, reason }) => classOf(note) === reason)
  const sure = judged.map(({ confidence }) => confidence >= sureFrom)
  const reasons = [...refusalReasons, 'none'].map((code, k) =>
    classQuality(
      code,
      judged.map(({ note, reason }) => [classOf(note) === k, reason === k]),
    ),
  )
  const topics = noteTopics.map((code, k) =>
    classQuality(
      code,
      judged.map((own) => [own.note.topics.includes(code), (own.topics[k] as number) >= topicFrom]),
    ),
  )
  const tones = sentiments.map((tone, k) =>
    classQuality(
      String(tone),
      judged.map((own) => [own.note.sentiment === tone, own.tone === k]),
    ),
  )
  return {
    notes: judged.length,
    accuracy: shareOf(right) as ProportionInterval,
    macroF1: meanF1(reasons),
    reasons,
    unsure: shareOf(sure.map((is) => !is)) as ProportionInterval,
    accuracyWhereSure: shareOf(right.filter((_, i) => sure[i])),
    calibration: calibrationTable(
      judged.map(({ confidence }) => Math.min(1, confidence)),
      right.map(Number),
    ),
    topics,
    topicMacroF1: meanF1(topics),
    topicCalibration: calibrationTable(
      judged.flatMap((own) => Array.from(own.topics, (p) => Math.min(1, p))),
      judged.flatMap((own) => noteTopics.map((code) => Number(own.note.topics.includes(code)))),
    ),
    sentimentAccuracy: shareOf(
      judged.map((own) => sentiments[own.tone] === own.note.sentiment),
    ) as ProportionInterval,
    sentimentMacroF1: meanF1(tones),
  }
}

function shareOf(flags: readonly boolean[]): ProportionInterval | null {
  return proportionInterval(flags.filter(Boolean).length, flags.length)
}

/** @param pairs of each note: is it, was it called so */
function classQuality(code: string, pairs: readonly (readonly [boolean, boolean])[]): ClassQuality {
  const [are, called] = [pairs.filter(([is]) => is), pairs.filter(([, said]) => said)]
  const hit = are.filter(([, said]) => said).length
  return {
    code,
    notes: are.length,
    precision: proportionInterval(hit, called.length),
    recall: proportionInterval(hit, are.length),
    f1: hit === 0 ? 0 : (2 * hit) / (are.length + called.length),
  }
}

/** Over the classes that occur. */
function meanF1(classes: readonly ClassQuality[]): number {
  const seen = classes.filter(({ notes }) => notes > 0)
  return seen.reduce((sum, { f1 }) => sum + f1, 0) / Math.max(1, seen.length)
}
