import type { NameForms } from '../names/forms.ts'
import { readChinese } from './chinese.ts'
import type { AddressParts } from './parts.ts'
import { readWestern } from './western.ts'

export { type AddressParts, doorOf, isElsewhere, type Nearness, nearness } from './parts.ts'

/** An address taken apart, whatever its width, script and abbreviations: Chinese from the largest place, others from the house. */
export function readAddress(text: string, forms: Pick<NameForms, 'plain'>): AddressParts {
  const plain = forms.plain(text)
  return /\p{Script=Han}/u.test(plain) ? readChinese(plain) : readWestern(plain)
}
