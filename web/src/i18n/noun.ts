/** What a workspace calls its people. */
export type PersonNoun = 'customer' | 'member' | 'user' | 'shopper'
type Language = 'zh-CN' | 'en'

const chinese: Record<PersonNoun, string> = {
  customer: '客户',
  member: '会员',
  user: '用户',
  shopper: '顾客',
}

// What stands in quotation marks is somebody's own words: the name of a segment or a campaign stays as it was given.
// Places to be filled in keep their names.
const kept = /(“[^”]*”|"[^"]*"|\{\{\w+\}\})/
// `customer.unmask` is the name of an action, not a word.
const english = /\b([Cc])ustomer(?=s?\b)(?!\.\w)/g

/** The text with the workspace's noun for a person where ours says customer. Texts are written with 客户 / customer. */
export function withNoun(text: string, noun: PersonNoun, language: Language): string {
  if (noun === 'customer') return text
  return text
    .split(kept)
    .map((part, index) => (index % 2 === 1 ? part : replaced(part, noun, language)))
    .join('')
}

function replaced(text: string, noun: PersonNoun, language: Language): string {
  if (language === 'zh-CN') return text.replaceAll('客户', chinese[noun])
  return text.replace(english, (_, first: string) => (first === 'C' ? capital(noun) : noun))
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Every text of a dictionary with the noun; the names of the nouns themselves stay. */
export function nounAll<T>(texts: T, noun: PersonNoun, language: Language): T {
  if (typeof texts === 'string') return withNoun(texts, noun, language) as T
  if (typeof texts !== 'object' || texts === null) return texts
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key,
      key === 'nouns' ? value : nounAll(value, noun, language),
    ]),
  ) as T
}
