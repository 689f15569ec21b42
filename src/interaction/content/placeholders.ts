/** Liquid inside a document, set aside so that layout and text tools see inert words in its place. */
export interface SetAside {
  text: string
  /** Puts every placeholder back where its word stands. */
  restore(text: string): string
  /** Placeholders whose word is no longer in `text`. */
  lostIn(text: string): string[]
}

const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

export function setAside(source: string): SetAside {
  let mark = 'lqv'
  while (source.includes(mark)) mark += 'q'
  const kept: string[] = []
  const text = source.replace(liquid, (found) => `${mark}${kept.push(found) - 1}z`)
  const word = new RegExp(`${mark}(\\d+)z`, 'g')
  return {
    text,
    restore: (changed) => changed.replace(word, (_, index: string) => kept[Number(index)] ?? ''),
    lostIn: (changed) => {
      const seen = new Set([...changed.matchAll(word)].map((match) => Number(match[1])))
      return kept.filter((_, index) => !seen.has(index))
    },
  }
}
