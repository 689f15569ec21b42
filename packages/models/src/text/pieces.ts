import { type SparseMatrix, sparseMatrix } from '../data/sparse.ts'
import { gramsOf, isConcept } from './grams.ts'

/** A concept says more than a run of characters; measured by cross-validation. */
const conceptWeight = 3

/** The pieces a coder knows, each with its column and its weight. */
export interface Vocabulary {
  readonly columns: ReadonlyMap<string, number>
  /** How telling a piece is: log((1 + notes) / (1 + notes with it)) + 1, three times that for a concept. */
  readonly telling: Float64Array
}

/** @param grams pieces of each note; a piece must stand in `least` of them to be known */
export function vocabularyOf(grams: readonly (readonly string[])[], least = 2): Vocabulary {
  const counts = new Map<string, number>()
  for (const note of grams) for (const gram of note) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  const known = [...counts].filter(([, count]) => count >= least).map(([gram]) => gram)
  // In an order of its own, so that the order of the notes does not show in the last digits.
  known.sort((a, b) => (a < b ? -1 : 1))
  return {
    columns: new Map(known.map((gram, column) => [gram, column])),
    telling: Float64Array.from(
      known,
      (gram) =>
        (isConcept(gram) ? conceptWeight : 1) *
        (Math.log((1 + grams.length) / (1 + (counts.get(gram) as number))) + 1),
    ),
  }
}

/** Known pieces of each note at unit length; a note without any is a row of zeros. */
export function matrixOf(vocabulary: Vocabulary, grams: readonly (readonly string[])[]): SparseMatrix {
  const [row, column, value]: [number[], number[], number[]] = [[], [], []]
  grams.forEach((note, at) => {
    const known = note.flatMap((gram) => vocabulary.columns.get(gram) ?? [])
    const length = Math.hypot(...known.map((c) => vocabulary.telling[c] as number))
    for (const c of known) {
      row.push(at)
      column.push(c)
      value.push((vocabulary.telling[c] as number) / length)
    }
  })
  const width = vocabulary.telling.length
  return sparseMatrix(grams.length, width, Uint32Array.from(row), Uint32Array.from(column), value)
}

/** `matrixOf` of texts. */
export function rowsOf(vocabulary: Vocabulary, texts: readonly string[]): SparseMatrix {
  return matrixOf(vocabulary, texts.map(gramsOf))
}
