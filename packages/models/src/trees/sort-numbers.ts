/** Below this many numbers the runtime's own sort is as fast. */
const fewNumbers = 4000

/**
 * Sorts numbers ascending, digit by digit of their bits; several times as fast as comparing them.
 * @param values without NaN and without −0; their memory is used up
 * @returns the sorted numbers
 */
export function sortNumbers(values: Float64Array): Float64Array {
  const count = values.length
  if (count < fewNumbers) return values.sort()
  let from = Uint32Array.from(new Uint32Array(values.buffer, values.byteOffset, 2 * count))
  let into = new Uint32Array(2 * count)
  const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
  const high = littleEndian ? 1 : 0
  orderedBits(from, high)
  const starts = new Uint32Array(65_536)
  for (const word of [1 - high, high])
    for (const shift of [0, 16]) {
      if (!countDigits(from, word, shift, starts)) continue
      for (let i = 0; i < from.length; i += 2) {
        const digit = ((from[i + word] as number) >>> shift) & 0xffff
        const to = (starts[digit] as number) << 1
        starts[digit] = (starts[digit] as number) + 1
        into[to] = from[i] as number
        into[to + 1] = from[i + 1] as number
      }
      ;[from, into] = [into, from]
    }
  plainBits(from, high)
  return new Float64Array(from.buffer)
}

/** Where the numbers of each digit go. @returns false when all have the same digit */
function countDigits(numbers: Uint32Array, word: number, shift: number, starts: Uint32Array): boolean {
  starts.fill(0)
  for (let i = word; i < numbers.length; i += 2) {
    const digit = ((numbers[i] as number) >>> shift) & 0xffff
    starts[digit] = (starts[digit] as number) + 1
  }
  if (starts[((numbers[word] as number) >>> shift) & 0xffff] === numbers.length / 2) return false
  let sum = 0
  for (let digit = 0; digit < 65_536; digit++) {
    const here = starts[digit] as number
    starts[digit] = sum
    sum += here
  }
  return true
}

/** Turns the bits of numbers so that greater numbers have greater bits: negative ones whole, others at the sign. */
function orderedBits(numbers: Uint32Array, high: number): void {
  const low = 1 - high
  for (let i = 0; i < numbers.length; i += 2) {
    const bits = numbers[i + high] as number
    const turn = bits >= 0x80000000 ? -1 : 0
    numbers[i + high] = bits ^ (turn | 0x80000000)
    numbers[i + low] = (numbers[i + low] as number) ^ turn
  }
}

function plainBits(numbers: Uint32Array, high: number): void {
  const low = 1 - high
  for (let i = 0; i < numbers.length; i += 2) {
    const bits = numbers[i + high] as number
    const turn = bits >= 0x80000000 ? 0 : -1
    numbers[i + high] = bits ^ (turn | 0x80000000)
    numbers[i + low] = (numbers[i + low] as number) ^ turn
  }
}
