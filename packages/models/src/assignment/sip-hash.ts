/**
 * SipHash-2-4 with the all-zero key, on 32-bit halves (no BigInt, so it is quick in a hot loop).
 * Equal to ClickHouse's `sipHash64(String)`.
 * Source: Aumasson & Bernstein (2012), "SipHash: a fast short-input PRF".
 */
export interface Hash64 {
  /** Upper and lower 32 bits, unsigned. */
  high: number
  low: number
}

// v0 … v3 as (low, high) pairs; one buffer for all calls, which are synchronous.
const v = new Int32Array(8)

/** Hash of a byte string; the returned object is new at each call. */
export function sipHash64(bytes: Uint8Array): Hash64 {
  start()
  const length = bytes.length
  const whole = length - (length % 8)
  for (let i = 0; i < whole; i += 8) absorb(word(bytes, i, 4), word(bytes, i + 4, 4))
  const rest = length - whole
  const low = word(bytes, whole, Math.min(4, rest))
  const high = word(bytes, whole + 4, Math.max(0, rest - 4)) | ((length & 0xff) << 24)
  absorb(low, high)
  v[4] = at(4) ^ 0xff
  for (let i = 0; i < 4; i++) round()
  return { high: (at(1) ^ at(3) ^ at(5) ^ at(7)) >>> 0, low: (at(0) ^ at(2) ^ at(4) ^ at(6)) >>> 0 }
}

/** "somepseudorandomlygeneratedbytes", the initial state of the zero key. */
function start(): void {
  v[0] = 0x70736575
  v[1] = 0x736f6d65
  v[2] = 0x6e646f6d
  v[3] = 0x646f7261
  v[4] = 0x6e657261
  v[5] = 0x6c796765
  v[6] = 0x79746573
  v[7] = 0x74656462
}

function absorb(low: number, high: number): void {
  v[6] = at(6) ^ low
  v[7] = at(7) ^ high
  round()
  round()
  v[0] = at(0) ^ low
  v[1] = at(1) ^ high
}

function round(): void {
  add(0, 2)
  rotate(2, 13)
  mix(2, 0)
  rotate(0, 32)
  add(4, 6)
  rotate(6, 16)
  mix(6, 4)
  add(0, 6)
  rotate(6, 21)
  mix(6, 0)
  add(4, 2)
  rotate(2, 17)
  mix(2, 4)
  rotate(4, 32)
}

function at(i: number): number {
  return v[i] ?? 0
}

/** v[a] += v[b], 64 bits. */
function add(a: number, b: number): void {
  const low = (at(a) >>> 0) + (at(b) >>> 0)
  v[a] = low
  v[a + 1] = at(a + 1) + at(b + 1) + (low > 0xffffffff ? 1 : 0)
}

/** v[a] ^= v[b]. */
function mix(a: number, b: number): void {
  v[a] = at(a) ^ at(b)
  v[a + 1] = at(a + 1) ^ at(b + 1)
}

/** v[a] rotated left by 0 < bits ≤ 32. */
function rotate(a: number, bits: number): void {
  const low = at(a)
  const high = at(a + 1)
  if (bits === 32) {
    v[a] = high
    v[a + 1] = low
    return
  }
  v[a] = (low << bits) | (high >>> (32 - bits))
  v[a + 1] = (high << bits) | (low >>> (32 - bits))
}

/** Up to four bytes, little-endian. */
function word(bytes: Uint8Array, from: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value |= (bytes[from + i] ?? 0) << (8 * i)
  return value
}
