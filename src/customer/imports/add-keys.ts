import { keyDigits, type LineBatch } from './row-batches.ts'

const zero = 48

/**
 * Writes the keys of the people into the lines of a batch, in place, and closes the gaps: the engine reads no number
 * with zeros before it. Lines of people without a key are left out.
 * @param keyOf key by the number of the person; null for one that could not be told
 */
export function addKeys(
  { lines, index }: Pick<LineBatch, 'lines' | 'index'>,
  keyOf: (person: number) => number | null,
): Uint8Array {
  let left = 0
  for (let i = 0; i < index.length; i += 2) {
    const start = (index[i] ?? 0) + keyDigits
    const end = i + 2 < index.length ? (index[i + 2] ?? 0) : lines.length
    const key = keyOf(index[i + 1] ?? 0)
    if (key === null) continue
    left = writeKey(lines, left, key)
    lines.copyWithin(left, start, end)
    left += end - start
  }
  return lines.subarray(0, left)
}

/** @returns where the key ends */
function writeKey(lines: Uint8Array, from: number, key: number): number {
  let end = from + 1
  for (let bound = 10; key >= bound; bound *= 10) end++
  let rest = key
  for (let at = end - 1; at >= from; at--) {
    const next = Math.floor(rest / 10)
    lines[at] = zero + (rest - next * 10)
    rest = next
  }
  return end
}
