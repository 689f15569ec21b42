import { cities, municipalities, provinces } from './divisions.ts'
import { figuresFor } from './numerals.ts'
import { type AddressParts, partsOf } from './parts.ts'

/** Words that close a number, by what they number; longer ones first. */
const unitOf = (words: string) => new RegExp(`([a-z]?\\d+[a-z]?|[a-z])(?:${words})`, 'u')
const units = {
  lane: unitOf('弄|巷(?=\\d)|胡同(?=\\d)'),
  building: unitOf('号楼|号院|栋|幢|座|楼座|楼(?=\\d)'),
  unit: unitOf('单元|门(?=\\d)'),
  floor: unitOf('层|楼(?!\\d)|f(?![a-z])'),
  room: unitOf('室|房|户|号房|号室'),
} as const
const numbered = '号楼|号院|栋|幢|座|单元|层|楼|室|房|户|弄|号|巷|组|村'

const longestFirst = (names: readonly string[]) => names.toSorted((a, b) => b.length - a.length).join('|')
const province = new RegExp(
  `^(${longestFirst(provinces)})(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)?`,
  'u',
)
const city = new RegExp(`^(${longestFirst(cities)})(?:市|(?=[^路街道巷弄大里村]{1,8}?[区县市旗]))`, 'u')
const anyCity = /^(\p{Script=Han}{2,10}?)(?:自治州|地区|盟|市)/u
const district = /^(\p{Script=Han}{1,8}?(?:自治县|新区|林区|开发区|[区县旗]))/u
const countyCity = /^(\p{Script=Han}{2,4}?)市/u
const town = /^(\p{Script=Han}{1,6}?(?:街道|[镇乡]))(?=\p{Script=Han})/u
const street =
  /^(.{1,14}?(?:大道|大街|公路|胡同|[路街巷道]|新村|小区|花园|公寓|[村里苑园](?=\d)))(?:(\d+|[东南西北中])(段))?/u

/** Reads a Chinese address from the largest place to the smallest; what is left out stays ''. */
export function readChinese(plain: string): AddressParts {
  let rest = figuresFor(plain.replace(/[\s,.;、。·()[\]]/g, ''), numbered)
  const parts = partsOf()
  const take = (pattern: RegExp): string => {
    const found = pattern.exec(rest)
    if (!found) return ''
    rest = rest.slice(found[0].length)
    return found[1] ?? ''
  }
  rest = rest.replace(/^中国/u, '')
  parts.province = take(province)
  if (municipalities.has(parts.province)) {
    parts.city = parts.province
    // 上海市上海市浦东新区, 北京市市辖区朝阳区
    if (rest.startsWith(parts.province)) rest = rest.slice(parts.province.length)
    rest = rest.replace(/^(?:市辖区|市)/u, '')
  } else parts.city = take(city) || take(anyCity)
  parts.district = take(district) || take(countyCity)
  take(town)
  const road = street.exec(rest)
  if (road) {
    parts.street = (road[1] ?? '') + (road[3] ? `${road[2]}段` : '')
    rest = rest.slice(road[0].length)
  }
  readNumbers(parts, rest)
  return parts
}

/** 12号3栋2单元502室, 弄100号5, 12-3-502, 12号院, and what follows them. */
function readNumbers(parts: AddressParts, from: string): void {
  const chain = /^(\d+)号?[-—–#](\d+)[-—–#](?:(\d+)[-—–#])?(\d+)(?:室|房)?/u.exec(from)
  if (chain) {
    parts.number = chain[1] ?? ''
    parts.building = chain[2] ?? ''
    parts.unit = chain[3] ?? ''
    parts.room = chain[4] ?? ''
    return
  }
  let rest = from
  const number = (unit: RegExp): string => {
    const found = unit.exec(rest)
    if (!found) return ''
    rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length)
    return found[1] ?? ''
  }
  parts.lane = number(units.lane)
  parts.building = number(units.building)
  parts.unit = number(units.unit)
  parts.room = number(units.room)
  number(units.floor)
  const door = /(\d+(?:[-之]\d+)?[a-z]?)号/u.exec(rest)
  if (door) {
    parts.number = door[1] ?? ''
    rest = rest.slice(0, door.index) + rest.slice(door.index + door[0].length)
  }
  // Figures at the end without a word are the room, where there is a number before them; else the number.
  const last = /[-#]?(\d+[a-z]?)$/u.exec(rest)
  if (last) {
    if (parts.number === '' && parts.building === '' && parts.lane === '') parts.number = last[1] ?? ''
    else if (parts.room === '') parts.room = last[1] ?? ''
    rest = rest.slice(0, last.index)
  }
  parts.place = rest.replace(/[^\p{Script=Han}\p{L}]/gu, '')
}
