import { useState } from 'react'
import type { Creative } from '../../api/types.ts'
import { useLanguage } from '../../ui/use-format.ts'

export type Variant = NonNullable<Creative['variants']>[number]

/** A creative as it is being written: its own language first, then the same in others; one of them is in hand. */
export interface Writing<W extends object> {
  name: string
  setName: (name: string) => void
  /** Of the language in hand. */
  words: W & { language: string }
  set: (part: Partial<W & { language: string }>) => void
  languages: readonly string[]
  at: number
  choose: (language: string) => void
  /** Begins a language with the words in hand. */
  add: (language: string) => void
  /** Takes the language in hand away; the creative's own stays. */
  remove: () => void
  /** Each in the shape a request has it. */
  all: readonly (W & { language: string })[]
}

/** @param wordsOf what is written in one language; of nothing, what a new one begins with */
export function useWriting<W extends object>(
  saved: Creative | null,
  wordsOf: (source: Creative | Variant | null) => W,
): Writing<W> {
  const reading = useLanguage()
  const [name, setName] = useState(saved?.name ?? '')
  const [all, setAll] = useState<(W & { language: string })[]>(() => [
    { language: saved?.language ?? reading, ...wordsOf(saved) },
    ...(saved?.variants ?? []).map((variant) => ({ language: variant.language, ...wordsOf(variant) })),
  ])
  const [chosen, setChosen] = useState(0)
  const at = Math.min(chosen, all.length - 1)
  const words = all[at] as W & { language: string }
  return {
    ...{ name, setName, words, at, all },
    languages: all.map(({ language }) => language),
    set: (part) => setAll((old) => old.map((each, place) => (place === at ? { ...each, ...part } : each))),
    choose: (language) => {
      const place = all.findIndex((each) => each.language === language)
      if (place !== -1) setChosen(place)
    },
    add: (language) => {
      setAll((old) => [...old, { ...words, language }])
      setChosen(all.length)
    },
    remove: () => {
      if (at === 0) return
      setAll((old) => old.filter((_, place) => place !== at))
      setChosen(0)
    },
  }
}

/** The parts of a request that say what is written in which language. */
export function inAllLanguages<W extends object, P extends object>(
  writing: Writing<W>,
  partsOf: (words: W & { language: string }) => P,
) {
  const [own, ...others] = writing.all.map((each) => ({ language: each.language, ...partsOf(each) }))
  return { name: writing.name, ...(own as P & { language: string }), variants: others }
}
