/**
 * Keys of the ids met lately, for a short while, since an import that is undone takes its people away. Two generations
 * take turns: an id is remembered for one lifetime at least, and two at most.
 */
export class MetIds {
  readonly #lifetimeMs: number
  readonly #most: number
  #newer = new Map<string, number>()
  #older = new Map<string, number>()
  #turnAt: number

  /** @param most of one generation */
  constructor(lifetimeMs: number, most: number, now: number) {
    this.#lifetimeMs = lifetimeMs
    this.#most = most
    this.#turnAt = now + lifetimeMs
  }

  /** Forgets what is too old. Between two calls nothing is forgotten. */
  turn(now: number): void {
    if (now < this.#turnAt && this.#newer.size < this.#most) return
    this.#older = now < this.#turnAt + this.#lifetimeMs ? this.#newer : new Map()
    this.#newer = new Map()
    this.#turnAt = now + this.#lifetimeMs
  }

  get(id: string): number | undefined {
    return this.#newer.get(id) ?? this.#older.get(id)
  }

  set(id: string, key: number): void {
    this.#newer.set(id, key)
  }
}
