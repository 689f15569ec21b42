import { printType, type TypeNode } from './type-grammar.ts'

const integer = /^[+-]?\d{1,80}$/
const float = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?|inf(?:inity)?|nan)$/i
const decimal = /^[+-]?(?:\d{1,80}(?:\.\d{0,80})?|\.\d{1,80})$/
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const date = /^(\d{4})-(\d{2})-(\d{2})$/
const dateTime = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?Z?$/
const epoch = /^\d{1,10}(\.\d{1,9})?$/
const booleans: Readonly<Record<string, string>> = { '1': 'true', true: 'true', '0': 'false', false: 'false' }

/**
 * Checks one value against its type and gives it in the form the engine parses without guessing: it would quietly make
 * 1970-01-01 of an impossible date, or wrap a number that does not fit.
 * @throws Error saying what is wanted; the value itself is not repeated
 */
export function checkScalar(type: TypeNode, text: string): string {
  const wanted = () => new Error(`it is not a valid ${printType(type)}`)
  const { name } = type
  if (name === 'String') return text
  if (/^U?Int\d+$/.test(name)) return checkInteger(name, text)
  if (name.startsWith('Float')) return pass(float.test(text), text, wanted)
  if (name.startsWith('Decimal')) return pass(decimal.test(text), text, wanted)
  if (name === 'UUID') return pass(uuid.test(text), text, wanted)
  if (name === 'Bool') {
    const value = booleans[text.toLowerCase()]
    return value ?? pass(false, text, wanted)
  }
  if (name === 'Date' || name === 'Date32') {
    const found = date.exec(text)
    const [from, to] = name === 'Date' ? [1970, 2149] : [1900, 2299]
    return pass(found !== null && isDay(found) && between(Number(found[1]), from, to), text, wanted)
  }
  if (name === 'DateTime' || name === 'DateTime64') return checkDateTime(type, text, wanted)
  if (name === 'FixedString') {
    return pass(Buffer.byteLength(text) <= Number(type.values[0]), text, wanted)
  }
  if (name === 'Enum8' || name === 'Enum16') return text
  throw new Error(`type ${printType(type)} is not supported here`)
}

function checkInteger(name: string, text: string): string {
  const bits = BigInt(name.replace(/\D/g, ''))
  if (!integer.test(text)) throw new Error(`it is not a whole number, as ${name} wants`)
  const value = BigInt(text.replace(/^\+/, ''))
  const [low, high] = name.startsWith('U')
    ? [0n, (1n << bits) - 1n]
    : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
  if (value < low || value > high) throw new Error(`it does not fit into ${name}`)
  return value.toString()
}

/** Written out with seconds, or a Unix time in seconds; ISO's T and Z are understood as the engine does with UTC. */
function checkDateTime(type: TypeNode, text: string, wanted: () => Error): string {
  const { name } = type
  const zone = type.values.at(-1)
  // Z is a time in UTC; the engine would read it as a time of the type's zone.
  if (text.endsWith('Z') && zone?.startsWith("'") && !/^'(Etc\/)?UTC'$/.test(zone)) throw wanted()
  if (epoch.test(text)) return name === 'DateTime' ? text.replace(/\..*$/, '') : text
  const found = dateTime.exec(text)
  const valid =
    found !== null &&
    isDay(found) &&
    between(Number(found[4]), 0, 23) &&
    between(Number(found[5]), 0, 59) &&
    between(Number(found[6]), 0, 59) &&
    between(Number(found[1]), name === 'DateTime' ? 1970 : 1900, name === 'DateTime' ? 2106 : 2299)
  if (!found || !valid) throw wanted()
  const fraction = name === 'DateTime' ? '' : (found[7] ?? '')
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction}`
}

function isDay(found: RegExpExecArray): boolean {
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  return between(month, 1, 12) && between(day, 1, new Date(Date.UTC(year, month, 0)).getUTCDate())
}

function between(value: number, from: number, to: number): boolean {
  return value >= from && value <= to
}

function pass(valid: boolean, text: string, wanted: () => Error): string {
  if (!valid) throw wanted()
  return text
}
