/**
 * The message ids a source sent lately, in two generations: when the newer is full it becomes the older, and the older
 * is forgotten. So at least `window` and at most twice as many ids are known.
 */
export class RecentIds {
  readonly #window: number
  #newer = new Set<string>()
  #older = new Set<string>()

  constructor(window: number) {
    this.#window = window
  }

  has(id: string): boolean {
    return this.#newer.has(id) || this.#older.has(id)
  }

  add(id: string): void {
    this.#newer.add(id)
    if (this.#newer.size < this.#window) return
    this.#older = this.#newer
    this.#newer = new Set()
  }

  get size(): number {
    return this.#newer.size + this.#older.size
  }
}
