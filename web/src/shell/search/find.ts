/** The letters a page may be called by: its name in both languages and its pinyin. */
export interface Target {
  key: string
  group: 'pages' | 'segments' | 'campaigns' | 'customers'
  label: string
  note?: string
  to: string
  /** Further spellings that find it. */
  also?: readonly string[]
}

/** Targets whose words contain every part of the query, best first: beginnings before middles. */
export function matching(targets: readonly Target[], query: string, limit: number): Target[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean)
  const scored = targets.flatMap((target) => {
    const words = [target.label, ...(target.also ?? [])].map((word) => word.toLowerCase())
    let score = 0
    for (const part of parts) {
      const best = Math.min(...words.map((word) => rank(word, part)))
      if (best === Number.POSITIVE_INFINITY) return []
      score += best
    }
    return [{ target, score }]
  })
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, limit)
    .map(({ target }) => target)
}

function rank(word: string, part: string): number {
  const at = word.indexOf(part)
  return at < 0 ? Number.POSITIVE_INFINITY : at === 0 ? 0 : 1
}
