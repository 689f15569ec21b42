import { conceptsOf } from './concepts.ts'
import { simplified } from './simplified.ts'

const longest = 2_000
const contrast = /^(?:是|就是|只是|而是|但|但是|可是|可惜|主要|单纯|just|but|simply|only|however)/
const denial =
  /^(?:[他她我客户]{0,2}(?:不是|没有嫌|没嫌|不嫌|没说不|不差|倒不是)|[^ ]{1,4}倒不|it'?s not|not about|it is not|isn'?t)/
/** A denial and what it sets against it, written without a comma: 不是不想买是太贵. */
const joined = /(不是[^,是]{1,12})((?:而是|就是|是)[^,]+)/g
const run = /\p{Script=Han}+|[a-z']+|0+/gu

/**
 * What a short note says, as a set of pieces: of Chinese runs of one to three characters within a clause, of Latin
 * script words, pairs of words and runs of four letters; and the concepts of the trade that its words belong to. What a clause denies in favour of the next ("not that I do not
 * like it, it is too dear") is told apart, for it is not what the note says.
 * @param text of any length; what follows the first 2,000 characters is not read
 * @returns each piece once, in the order of reading
 */
export function gramsOf(text: string): string[] {
  const found = new Set<string>()
  const clauses = clausesOf(text)
  clauses.forEach((clause, i) => {
    const denied = denial.test(clause) || contrast.test(clauses[i + 1] ?? '')
    const mark = denied && clauses.length > 1 && i < clauses.length - 1 ? '¬' : ''
    for (const gram of clauseGrams(clause)) found.add(mark + gram)
    for (const concept of conceptsOf(clause)) found.add(`${mark}c:${concept}`)
  })
  return [...found]
}

/** Whether a piece is a concept, denied or not. */
export function isConcept(gram: string): boolean {
  return /^¬?c:/.test(gram)
}

/** Parts between stops, in one spelling: full-width as half-width, capitals small, traditional simplified, digits 0. */
export function clausesOf(text: string): string[] {
  const plain = simplified(text.slice(0, longest).normalize('NFKC').toLowerCase())
    .replaceAll('’', "'")
    .replace(/\d+/g, '0')
    .replace(/[，。、；：！？!?;:.\n\r]+/g, ',')
    .replace(joined, '$1,$2')
  return plain.split(',').flatMap((clause) => clause.trim() || [])
}

function* clauseGrams(clause: string): Generator<string> {
  let before: string | null = null
  const runs = clause.match(run) ?? []
  for (const [i, piece] of runs.entries()) {
    const isWord = /^[a-z']/.test(piece)
    if (isWord) {
      yield* wordGrams(piece, before)
      before = piece
      continue
    }
    before = null
    if (piece.startsWith('0')) yield '0'
    else yield* characterGrams(piece, i === 0, i === runs.length - 1)
  }
}

function* characterGrams(piece: string, isFirst: boolean, isLast: boolean): Generator<string> {
  const characters = [...(isFirst ? '^' : ''), ...piece, ...(isLast ? '$' : '')]
  for (let at = 0; at < characters.length; at++)
    for (let length = 1; length <= 3 && at + length <= characters.length; length++) {
      const gram = characters.slice(at, at + length).join('')
      if (gram !== '^' && gram !== '$') yield gram
    }
}

function* wordGrams(word: string, before: string | null): Generator<string> {
  yield `w:${word}`
  if (before !== null) yield `w:${before} ${word}`
  const letters = `<${word}>`
  for (let at = 0; at + 4 <= letters.length; at++) yield `l:${letters.slice(at, at + 4)}`
}
