import { readAddress } from '../identity/address/index.ts'
import { loadNameForms } from '../identity/names/forms.ts'

/** What a postal address lacks, so that a letter would come back. */
export type PostalLack = 'place' | 'street' | 'number'

/**
 * Reads postal addresses as they were typed. A Chinese one needs a city or county, or a post code; a street, an estate or
 * a village; and a number, a building or a room. One in Latin letters needs a street, a number, and a post code or place.
 */
export async function openPostal(): Promise<(text: string) => PostalLack | null> {
  const forms = await loadNameForms()
  return (text) => {
    const parts = readAddress(text, forms)
    const isChinese = /\p{Script=Han}/u.test(text)
    const hasCode = parts.postcode !== '' || /(?<!\d)\d{6}(?!\d)/.test(text)
    const place = isChinese ? parts.city || parts.district : parts.place
    if (place === '' && !hasCode) return 'place'
    if (parts.street === '' && (!isChinese || parts.place === '')) return 'street'
    return [parts.number, parts.building, parts.lane, parts.room].every((part) => part === '')
      ? 'number'
      : null
  }
}
