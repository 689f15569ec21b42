/** Words of the console for what a value of gender can be. */
export type GenderWord = 'female' | 'male' | 'other' | 'unknown'
const genders: readonly string[] = ['female', 'male', 'other', 'unknown'] satisfies GenderWord[]

/** A value as people read it: codes of countries, languages and genders by their names, all else as it was said. */
export function valueText(
  attribute: string,
  value: string,
  language: string,
  genderWord: (gender: GenderWord) => string,
): string {
  if (attribute === 'gender' && genders.includes(value)) return genderWord(value as GenderWord)
  if (attribute === 'country' && /^[A-Z]{2}$/.test(value)) return named('region', value, language)
  if (attribute === 'language' && /^[a-z]{2,3}(-[A-Za-z]{2,4})*$/.test(value))
    return named('language', value, language)
  return value
}

function named(type: 'region' | 'language', code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type }).of(code) ?? code
  } catch {
    return code // well formed and yet no code
  }
}
