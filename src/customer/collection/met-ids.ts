/** Ids are forgotten a part at a time: forgotten all at once, they would all be asked for at once, and events wait for it. */
const parts = 64

/**
 * Keys of the ids met lately, for a short while, since an import that is undone takes its people away. In each part two
 * generations take turns: an id is remembered for one lifetime at least, and two at most.
 */
export class MetIds {
  readonly #most: number
  readonly #parts: Part[]

  /** @param most of one generation */
  constructor(lifetimeMs: number, most: number, now: number) {
    this.#most = most
    this.#parts = Array.from(
      { length: parts },
      (_, i) => new Part(lifetimeMs, now + (lifetimeMs * (i + 1)) / parts),
    )
  }

  /** Forgets what is too old. Between two calls nothing is forgotten. */
  turn(now: number): void {
    let young = 0
    for (const part of this.#parts) young += part.newer.size
    const isFull = young >= this.#most
    for (const part of this.#parts) part.turn(now, isFull)
  }

  get(id: string): number | undefined {
    const part = this.#parts[placeOf(id)]
    return part?.newer.get(id) ?? part?.older.get(id)
  }

  set(id: string, key: number): void {
    this.#parts[placeOf(id)]?.newer.set(id, key)
  }
}

class Part {
  newer = new Map<string, number>()
  older = new Map<string, number>()
  readonly #lifetimeMs: number
  #turnAt: number

  constructor(lifetimeMs: number, turnAt: number) {
    this.#lifetimeMs = lifetimeMs
    this.#turnAt = turnAt
  }

  turn(now: number, isFull: boolean): void {
    const late = now - this.#turnAt
    if (late < 0 && !isFull) return
    this.older = late < this.#lifetimeMs ? this.newer : new Map()
    this.newer = new Map()
    // In step with itself, so that the parts stay apart however seldom they are asked.
    if (late >= 0) this.#turnAt += this.#lifetimeMs * (1 + Math.floor(late / this.#lifetimeMs))
  }
}

/** Ids that are counted up differ at their ends. */
function placeOf(id: string): number {
  let hash = 0
  for (let i = Math.max(0, id.length - 8); i < id.length; i++)
    hash = (Math.imul(hash, 31) + id.charCodeAt(i)) | 0
  return (hash ^ (hash >>> 6) ^ (hash >>> 12)) & (parts - 1)
}
