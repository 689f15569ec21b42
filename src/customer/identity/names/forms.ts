/** How names are written in other ways: what search and comparison hold against each other. */
export interface NameForms {
  /** Half width, simplified characters, lower case, no accents, one space between words. */
  plain(text: string): string
  /**
   * Readings of Chinese characters without tones, one syllable a character, the likeliest first: 单 at the head of a name
   * is Shan, and Dan. Empty where there is a character without a reading.
   */
  readings(characters: string): string[][]
}

const han = /\p{Script=Han}/u

/** Surnames of two characters, which stay together when the given name comes first. */
const twoCharacters = new Set(
  '欧阳 司马 上官 诸葛 尉迟 长孙 慕容 令狐 皇甫 东方 公孙 夏侯 万俟 单于 司徒 端木 南宫 西门 独孤 宇文 轩辕 呼延 闻人 申屠 太史 钟离'.split(
    ' ',
  ),
)
export const surnameLength = (characters: string): number =>
  twoCharacters.has(characters.slice(0, 2)) ? 2 : 1

/** Of ü there are three spellings; passports write it YU. */
const spellings = (syllable: string): string[] =>
  /^[ln]v/.test(syllable) ? [syllable, syllable.replace('v', 'u'), syllable.replace('v', 'yu')] : [syllable]

let loaded: Promise<NameForms> | null = null

/** Reads the tables of characters (a fifth of a second) when first asked for, not at the start. */
export function loadNameForms(): Promise<NameForms> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<NameForms> {
  const [{ Converter }, { pinyin }] = await Promise.all([import('opencc-js/t2cn'), import('pinyin-pro')])
  const simplified = Converter({ from: 't', to: 'cn' })
  const known = new Map<string, string[][]>()
  const read = (characters: string): string[][] => {
    const options = { toneType: 'none', type: 'array', v: true } as const
    const asName = pinyin(characters, { ...options, surname: 'head' })
    const asWords = pinyin(characters, options)
    if (asName.some((syllable) => !/^[a-z]+$/.test(syllable))) return []
    const distinct = new Map<string, string[]>()
    for (const reading of [asName, asWords])
      for (const spelled of spelledOf(reading)) distinct.set(spelled.join(' '), spelled)
    return [...distinct.values()]
  }
  return {
    plain: (text) => {
      const narrow = text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .normalize('NFKC')
        .toLowerCase()
        .replace(/\s+/g, ' ')
        .trim()
      return han.test(narrow) ? simplified(narrow) : narrow
    },
    readings: (characters) => {
      const had = known.get(characters)
      if (had) return had
      const found = read(characters)
      if (known.size >= 50_000) known.clear()
      known.set(characters, found)
      return found
    },
  }
}

function spelledOf(reading: readonly string[]): string[][] {
  const all = reading.reduce<string[][]>(
    (before, syllable) => before.flatMap((head) => spellings(syllable).map((next) => [...head, next])),
    [[]],
  )
  return all.slice(0, 6)
}
