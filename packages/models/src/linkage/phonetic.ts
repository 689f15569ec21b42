/**
 * American Soundex: a letter and three digits for how an English name sounds.
 * @param name letters with or without accents; other characters are passed over
 * @returns such as `R163`; empty where there is no Latin letter
 * Source: US National Archives, The Soundex indexing system (H and W do not part equal codes).
 * @example
 * import { soundex } from '@liangti/models'
 * soundex('Robert') // → R163
 * soundex('Ashcraft') // → A261
 */
export function soundex(name: string): string {
  const letters = plainLetters(name)
  let code = letters.slice(0, 1)
  let last = soundexDigit(code)
  for (let i = 1; i < letters.length && code.length < 4; i++) {
    const letter = letters[i] as string
    if (letter === 'H' || letter === 'W') continue
    const digit = soundexDigit(letter)
    if (digit !== '' && digit !== last) code += digit
    last = digit
  }
  return code === '' ? '' : code.padEnd(4, '0')
}

function soundexDigit(letter: string): string {
  const groups = ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R']
  const at = letter === '' ? -1 : groups.findIndex((group) => group.includes(letter))
  return at < 0 ? '' : String(at + 1)
}

function plainLetters(text: string): string {
  return text
    .normalize('NFD')
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, '')
}

/**
 * How a name in pinyin sounds, forgiving what speakers and writers often mix up: tones (marks or digits), zh/z, ch/c,
 * sh/s, n/l at the start, -ng/-n at the end, ü/v/yu, hyphens, spaces and capitals.
 * @param pinyin romanised name, such as `Zhāng Wěi`, `zhang1wei3`, `Lü`; Chinese characters stay as they are, so
 *   romanise them first
 * @returns lower-case code; empty where there is nothing to read
 * @example
 * import { pinyinSound } from '@liangti/models'
 * pinyinSound('Zhāng Wěi') // → zanwei
 * pinyinSound('zang1 wei3') // → zanwei
 */
export function pinyinSound(pinyin: string): string {
  return (
    pinyin
      .toLowerCase()
      .normalize('NFD')
      // A diaeresis is a vowel of its own, the other marks are tones.
      .replaceAll(/u([\u0300-\u0307\u0309-\u036f]*)\u0308/g, 'v$1')
      .replaceAll(/[\u0300-\u036f]/g, '')
      .replaceAll(/[1-5]/g, ' ')
      .split(/[^\p{L}]+/u)
      .map((syllables) =>
        syllables
          .replaceAll(/([zcs])h/g, '$1')
          .replaceAll(/([aeiou])ng(?![aeiouv])/g, '$1n')
          .replace(/^n(?=[aeiouv])/, 'l')
          .replaceAll(/yu/g, 'v'),
      )
      .join('')
  )
}
