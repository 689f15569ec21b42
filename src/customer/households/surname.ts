import { type NameForms, surnameLength } from '../identity/names/forms.ts'

/** A surname as it is compared: by its characters, its sound, or its letters. */
export interface Surname {
  /** Chinese characters, simplified; '' for names of letters. */
  characters: string
  /** How they are read; of a name of letters the word that is the surname. */
  sound: string
  /** Words of a name of letters: 张伟 and Zhang Wei share one. */
  words: readonly string[]
}

/** @returns null for what holds no surname: a single word, nothing */
export function surnameOf(name: string, forms: NameForms): Surname | null {
  const plain = forms.plain(name)
  const characters = (plain.match(/\p{Script=Han}/gu) ?? []).join('')
  if (characters.length >= 2) {
    const surname = characters.slice(0, surnameLength(characters))
    return { characters: surname, sound: (forms.readings(surname)[0] ?? []).join(''), words: [] }
  }
  const [head = '', tail] = plain.split(',', 2)
  const words = plain.match(/\p{L}[\p{L}'’-]+/gu) ?? []
  if (characters !== '' || words.length < 2) return null
  // "Smith, Ann" begins with it, "Ann Smith" ends with it.
  const sound = (tail === undefined ? words.at(-1) : (head.match(/\p{L}[\p{L}'’-]+/gu) ?? []).at(-1)) ?? ''
  return sound === '' ? null : { characters: '', sound, words }
}

export function sameSurname(a: Surname, b: Surname): boolean {
  if (a.characters !== '' && b.characters !== '') return a.characters === b.characters
  if (a.characters === '' && b.characters === '') return a.sound === b.sound
  const [han, letters] = a.characters === '' ? [b, a] : [a, b]
  return han.sound !== '' && letters.words.includes(han.sound)
}
