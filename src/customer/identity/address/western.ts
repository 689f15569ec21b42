import { type AddressParts, partsOf } from './parts.ts'

/** One way of writing each word of streets and flats; the key is what others are written as. */
const words: Readonly<Record<string, string>> = {
  ...{ street: 'st', strasse: 'str', straße: 'str', road: 'rd', avenue: 'ave', av: 'ave', drive: 'dr' },
  ...{
    lane: 'ln',
    court: 'ct',
    crt: 'ct',
    place: 'pl',
    boulevard: 'blvd',
    square: 'sq',
    terrace: 'tce',
    ter: 'tce',
  },
  ...{
    crescent: 'cres',
    cr: 'cres',
    circuit: 'cct',
    close: 'cl',
    parade: 'pde',
    highway: 'hwy',
    grove: 'gr',
  },
  ...{ north: 'n', south: 's', east: 'e', west: 'w', saint: 'st', mount: 'mt' },
  ...{
    apartment: 'apt',
    flat: 'apt',
    unit: 'apt',
    suite: 'apt',
    ste: 'apt',
    room: 'apt',
    rm: 'apt',
    '#': 'apt',
  },
  ...{ building: 'bldg', floor: 'fl', number: 'no', nr: 'no', rue: 'rue', platz: 'pl' },
}
const streetWords = new Set(
  'st rd ave dr ln ct pl blvd sq tce cres cct cl pde hwy gr way str rue via calle row mews walk park hill'.split(
    ' ',
  ),
)

/** Reads an address of Latin letters: 12 Main Street, Flat 3, London SW1A 1AA; Hauptstr. 12, 10115 Berlin. */
export function readWestern(plain: string): AddressParts {
  const parts = partsOf()
  let text = plain
    .replace(/(\p{L})str(?:asse|aße|\.)?(?=[\s,\d]|$)/gu, '$1 str')
    .replace(/#/g, ' # ')
    .replace(/[.'’]/g, '')
  const british = /\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b/u.exec(text)
  if (british) {
    parts.postcode = `${british[1]}${british[2]}`
    text = text.replace(british[0], ' ')
  }
  const pieces = text
    .split(/[,;\n]/)
    .map(tokens)
    .filter((piece) => piece.length > 0)
  for (const piece of pieces) takeFlat(parts, piece)
  const at = pieces.findIndex((piece) => piece.some((word) => streetWords.has(word)) && piece.length > 1)
  const numbered = at >= 0 ? at : pieces.findIndex((piece) => piece.some((word) => /^\d+[a-z]?$/.test(word)))
  const line = pieces[numbered]
  if (line) takeStreet(parts, line)
  const others = pieces.filter((_, i) => i !== numbered)
  takeHouse(parts, others)
  const rest = others.flat()
  if (parts.postcode === '') parts.postcode = rest.findLast((word) => /^\d{4,6}$/.test(word)) ?? ''
  parts.place = rest.filter((word) => !/\d/.test(word)).join(' ')
  return parts
}

function tokens(piece: string): string[] {
  return (piece.match(/#|[\p{L}\p{M}]+|\d+\p{L}?(?![\p{L}\d])|[\p{L}\d]+/gu) ?? []).map(
    (word) => words[word] ?? word,
  )
}

/** `apt 3`, `bldg b`; 3/12 Main St is the flat 3. */
function takeFlat(parts: AddressParts, piece: string[]): void {
  for (const [word, part] of [
    ['apt', 'room'],
    ['bldg', 'building'],
  ] as const) {
    const at = piece.indexOf(word)
    const value = piece[at + 1]
    if (at < 0 || value === undefined) continue
    parts[part] = value
    piece.splice(at, 2)
  }
}

/** The number stands before the street's name or after it. */
function takeStreet(parts: AddressParts, line: string[]): void {
  const numbers = line.filter((word) => /^\d+[a-z]?$/.test(word))
  const ofHouse = /^\d/.test(line[0] ?? '') && numbers.length === 2 && /^\d/.test(line[1] ?? '') ? 1 : 0
  if (ofHouse === 1 && parts.room === '') parts.room = numbers[0] ?? ''
  parts.number = numbers[ofHouse] ?? ''
  const end = line.findLastIndex((word) => streetWords.has(word))
  const names = line.filter((word, i) => !/^\d/.test(word) && word !== 'no' && (end < 0 || i <= end))
  parts.street = names.join(' ')
  const behind = end < 0 ? [] : line.slice(end + 1).filter((word) => !/^\d/.test(word))
  if (behind.length > 0) parts.place = behind.join(' ')
}

/** A number that stands alone before the street's line: `12, Main Street`. */
function takeHouse(parts: AddressParts, others: string[][]): void {
  if (parts.number !== '') return
  const alone = others.find((piece) => piece.length === 1 && /^\d{1,4}[a-z]?$/.test(piece[0] ?? ''))
  if (!alone) return
  parts.number = alone[0] ?? ''
  alone.length = 0
}
