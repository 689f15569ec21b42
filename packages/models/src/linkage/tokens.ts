/**
 * Jaccard similarity of the words of two texts: words in common over words in either. Latin words and numbers are
 * words; each Chinese, Japanese or Korean character is one. Capitals and accents do not count.
 * @returns from 0 to 1; 1 where neither has a word
 * Source: Jaccard (1912), The distribution of the flora in the alpine zone.
 * @example
 * import { tokenJaccard } from '@liangti/models'
 * tokenJaccard('12 Main Street, Flat 3', 'flat 3, 12 main st') // → .6667
 */
export function tokenJaccard(a: string, b: string): number {
  return tokenJaccardOver([a, b])(0, 1)
}

const alone = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]`
const word = new RegExp(String.raw`${alone}|(?:(?!${alone})[\p{L}\p{N}])+`, 'gu')

/** The similarity over many values, read once. */
export function tokenJaccardOver(values: readonly string[]): (a: number, b: number) => number {
  const known = new Map<string, number>()
  const sets = values.map((value) => {
    const words = new Set(wordsOf(value))
    return Uint32Array.from(words, (word) => {
      const code = known.get(word) ?? known.size
      known.set(word, code)
      return code
    }).sort()
  })
  return (a, b) => {
    const [left, right] = [sets[a] as Uint32Array, sets[b] as Uint32Array]
    let common = 0
    for (let i = 0, j = 0; i < left.length && j < right.length; ) {
      const difference = (left[i] as number) - (right[j] as number)
      if (difference === 0) common += 1
      if (difference <= 0) i += 1
      if (difference >= 0) j += 1
    }
    const either = left.length + right.length - common
    return either === 0 ? 1 : common / either
  }
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '')
  return plain.match(word) ?? []
}
