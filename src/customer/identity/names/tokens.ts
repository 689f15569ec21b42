import { type NameForms, surnameLength } from './forms.ts'

/** No name has more: what is written into the field beyond that is a note. */
const mostTokens = 48
const longest = 24

interface Parts {
  /** The Chinese characters, in one piece. */
  characters: string
  /** Words in other letters. */
  words: string[]
}

/**
 * What a name is found by, each with the letter of its sort before it: `n` the whole name, `c` a character, `b` two in a
 * row, `p` all syllables or words in one piece, surname first and last, `i` their first letters, `w` one of them.
 * @returns distinct; the same for ways of writing the same name where only width, capitals or 繁體 differ
 */
export function nameTokens(name: string, forms: NameForms): string[] {
  const { characters, words } = partsOf(name, forms)
  const tokens = new Set<string>()
  const whole = [characters, ...words].join(' ').trim()
  if (whole === '') return []
  tokens.add(`n ${whole}`)
  const each = [...characters]
  each.forEach((character, i) => {
    tokens.add(`c ${character}`)
    const next = each[i + 1]
    if (next !== undefined) tokens.add(`b ${character}${next}`)
  })
  if (each.length > 0)
    for (const reading of forms.readings(characters)) spell(tokens, reading, surnameLength(characters))
  if (words.length > 0) spell(tokens, words, words.length - 1)
  return [...tokens].slice(0, mostTokens)
}

/** Family name first and last, as people write it. */
function spell(tokens: Set<string>, syllables: readonly string[], surname: number): void {
  const turned = [...syllables.slice(surname), ...syllables.slice(0, surname)]
  for (const order of [syllables, turned]) {
    tokens.add(`p ${order.join('')}`)
    tokens.add(`i ${order.map((syllable) => syllable.charAt(0)).join('')}`)
  }
  for (const syllable of syllables) tokens.add(`w ${syllable}`)
}

/**
 * What is looked for when somebody types: each entry is one way to be found, and all its tokens must be there.
 * @returns none where the text holds nothing a name is searched by
 */
export function searchTokens(text: string, forms: NameForms): string[][] {
  const { characters, words } = partsOf(text, forms)
  const each = [...characters]
  if (each.length > 0) {
    const pairs = each.slice(1).map((character, i) => `b ${each[i]}${character}`)
    return [[...(pairs.length > 0 ? pairs : [`c ${each[0]}`]), ...words.map((word) => `w ${word}`)]]
  }
  if (words.length === 0) return []
  const joined = words.join('')
  const ways = [[`p ${joined}`], words.map((word) => `w ${word}`)]
  if (joined.length >= 2 && joined.length <= 6) ways.push([`i ${joined}`])
  return ways
}

function partsOf(name: string, forms: NameForms): Parts {
  const plain = forms.plain(name)
  const characters = (plain.match(/\p{Script=Han}/gu) ?? []).slice(0, longest).join('')
  // An apostrophe or a full stop is inside a word: O'Neill, Xi'an.
  const words = plain.replace(/['’.]/g, '').match(/(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)
  return { characters, words: (words ?? []).slice(0, 8).map((word) => word.slice(0, 40)) }
}
