/**
 * Writes lines of ClickHouse's TabSeparated format straight into bytes. Strings put together from many cells cost more
 * than all the rest of reading a file.
 */
export class LineWriter {
  bytes: Uint8Array<ArrayBuffer>
  size = 0

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
  }

  /** One cell of text, escaped, in UTF-8. */
  text(text: string): void {
    const { length } = text
    this.room(length * 3)
    const { bytes } = this
    let at = this.size
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code < 128) {
        if (code <= 13 || code === backslash) {
          const letter = escapeOf(code)
          if (letter !== 0) {
            if (letter < 0) continue
            bytes[at++] = backslash
            bytes[at++] = letter
            continue
          }
        }
        bytes[at++] = code
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6)
        bytes[at++] = 0x80 | (code & 63)
      } else if (code < 0xd800 || code > 0xdfff) {
        at = three(bytes, at, code)
      } else {
        const next = code < 0xdc00 && i + 1 < length ? text.charCodeAt(i + 1) : 0
        if (next >= 0xdc00 && next <= 0xdfff) {
          const point = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00)
          bytes[at++] = 0xf0 | (point >> 18)
          bytes[at++] = 0x80 | ((point >> 12) & 63)
          bytes[at++] = 0x80 | ((point >> 6) & 63)
          bytes[at++] = 0x80 | (point & 63)
          i++
        } else at = three(bytes, at, replacement)
      }
    }
    this.size = at
  }

  /** A number as `String` writes it; null is blank (NULL). */
  number(value: number | null): void {
    if (value === null) this.ascii('\\N')
    else if (Number.isInteger(value) && Math.abs(value) < maxWhole) this.#whole(value)
    else this.#fraction(value)
  }

  #whole(value: number): void {
    this.room(20)
    if (value < 0) this.bytes[this.size++] = minus
    const size = Math.abs(value)
    const high = Math.floor(size / 1e9)
    if (high > 0) this.#digits(high, 1)
    this.#digits(size - high * 1e9, high > 0 ? 9 : 1)
  }

  /** Two decimals at most are written fast: prices have no more. */
  #fraction(value: number): void {
    const size = Math.abs(value)
    const cents = Math.round(size * 100)
    if (!(cents < 2 ** 31) || cents / 100 !== size) {
      this.ascii(String(value))
      return
    }
    this.room(16)
    if (value < 0) this.bytes[this.size++] = minus
    this.#digits((cents / 100) | 0, 1)
    const rest = cents % 100
    this.bytes[this.size++] = point
    this.bytes[this.size++] = zero + ((rest / 10) | 0)
    if (rest % 10 !== 0) this.bytes[this.size++] = zero + (rest % 10)
  }

  /** Signs that need no escape. */
  ascii(text: string): void {
    this.room(text.length)
    for (let i = 0; i < text.length; i++) this.bytes[this.size++] = text.charCodeAt(i)
  }

  tab(): void {
    this.room(1)
    this.bytes[this.size++] = 9
  }

  lineFeed(): void {
    this.room(1)
    this.bytes[this.size++] = 10
  }

  /** Hands over what was written and starts anew. */
  take(): Uint8Array<ArrayBuffer> {
    const { bytes, size } = this
    this.size = 0
    // Little is copied out, or it would keep a large buffer in memory.
    if (size < bytes.length / 2) return bytes.slice(0, size)
    this.bytes = new Uint8Array(bytes.length)
    return bytes.subarray(0, size)
  }

  /** Makes sure that so many bytes more can be written. */
  room(more: number): void {
    if (this.size + more <= this.bytes.length) return
    const larger = new Uint8Array(this.bytes.length * 2 + more)
    larger.set(this.bytes.subarray(0, this.size))
    this.bytes = larger
  }

  /** @param value integer, 0 to 2^31 − 1; zeros stand before it up to `least` digits */
  #digits(value: number, least: number): void {
    let length = 1
    for (let bound = 10; value >= bound; bound *= 10) length++
    if (length < least) length = least
    let rest = value | 0
    for (let at = this.size + length - 1; at >= this.size; at--) {
      const next = (rest / 10) | 0
      this.bytes[at] = zero + rest - next * 10
      rest = next
    }
    this.size += length
  }
}

/** Whole numbers below this are exact, and `String` writes them in digits. */
const maxWhole = 2 ** 53
const zero = 48
const minus = 45
const backslash = 92
const point = 46
const replacement = 0xfffd

/** Letter behind the backslash; 0 for what stands as it is, −1 for what is left out. */
function escapeOf(code: number): number {
  switch (code) {
    case backslash:
      return backslash
    case 9:
      return 116
    case 10:
      return 110
    case 13:
      return 114
    case 0:
      return -1
    default:
      return 0
  }
}

function three(bytes: Uint8Array, at: number, code: number): number {
  bytes[at] = 0xe0 | (code >> 12)
  bytes[at + 1] = 0x80 | ((code >> 6) & 63)
  bytes[at + 2] = 0x80 | (code & 63)
  return at + 3
}
