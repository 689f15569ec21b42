const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const tens: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1_000 }

/** What Chinese numerals say: 一百二十三 and 一二三 are 123, 十二 is 12. @returns null where they are none */
export function readNumeral(text: string): number | null {
  if (text === '') return null
  if (![...text].some((char) => char in tens)) {
    const plain = [...text].map((char) => digits[char])
    return plain.some((digit) => digit === undefined) ? null : Number(plain.join(''))
  }
  let total = 0
  let digit: number | null = null
  for (const char of text) {
    const value = digits[char]
    if (value !== undefined) {
      digit = value
      continue
    }
    const scale = tens[char]
    if (scale === undefined) return null
    total += (digit ?? 1) * scale
    digit = null
  }
  return total + (digit ?? 0)
}

/** Numerals before a word of places become figures: 三号楼 3号楼, 一百二十弄 120弄; 五四路 stays a name. */
export function figuresFor(text: string, words: string): string {
  return text.replace(
    new RegExp(`第?([零〇一二两三四五六七八九十百千]+)(?=${words})`, 'gu'),
    (whole, numeral: string) => String(readNumeral(numeral) ?? whole),
  )
}
