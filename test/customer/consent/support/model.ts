/** The log of consents as a plain list, folded by the words of the guide and nothing else. */
export interface Word {
  key: number
  channel: string
  state: 'given' | 'withdrawn'
  /** ms; a yes without a time has 0. */
  at: number
  until: number | null
  /** Imports that said it; null where somebody said it himself. */
  imports: Set<string> | null
  nth: number
}

export class PlainLog {
  words: Word[] = []
  /** Who was merged into whom. */
  merges = new Map<number, { into: number; id: string }>()
  #nth = 0

  add(word: Omit<Word, 'nth'>): void {
    const same = this.words.find(
      (w) =>
        w.key === word.key &&
        w.channel === word.channel &&
        w.state === word.state &&
        w.at === word.at &&
        (w.imports === null) === (word.imports === null),
    )
    if (same) for (const id of word.imports ?? []) same.imports?.add(id)
    else this.words.push({ ...word, nth: this.#nth++ })
  }

  undo(importId: string): void {
    this.words = this.words.filter(
      (w) => w.imports === null || !w.imports.delete(importId) || w.imports.size > 0,
    )
  }

  root(key: number): number {
    const merged = this.merges.get(key)
    return merged ? this.root(merged.into) : key
  }

  together(key: number, all: readonly number[]): number[] {
    return all.filter((one) => this.root(one) === this.root(key))
  }

  newest(key: number, channel: string): Word | null {
    const found = this.words.filter((w) => w.key === key && w.channel === channel)
    found.sort(
      (a, b) =>
        b.at - a.at || Number(b.state === 'withdrawn') - Number(a.state === 'withdrawn') || b.nth - a.nth,
    )
    return found[0] ?? null
  }

  #stateOf(key: number, channel: string, now: number): 'given' | 'withdrawn' | 'expired' | 'none' {
    const [own, general] = [this.newest(key, channel), this.newest(key, '*')]
    if (own?.state === 'withdrawn') return 'withdrawn'
    const valid = (word: Word | null) => word?.state === 'given' && (word.until === null || word.until > now)
    if (general?.state === 'withdrawn')
      return valid(own) && own && own.at > general.at ? 'given' : 'withdrawn'
    if (valid(own) || valid(general)) return 'given'
    return own || general ? 'expired' : 'none'
  }

  /** Of a customer merged of several: one refusal is enough, else one valid yes. */
  state(key: number, channel: string, now: number, all: readonly number[]) {
    const states = this.together(key, all).map((one) => this.#stateOf(one, channel, now))
    return (
      (['withdrawn', 'given', 'expired', 'none'] as const).find((state) => states.includes(state)) ?? 'none'
    )
  }
}
