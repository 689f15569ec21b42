import type { NameForms } from '../identity/names/forms.ts'

/** What a company is called, as it is compared. */
export interface CompanyName {
  /** Without legal form, width, accents and traditional characters: equal keys are one company. */
  key: string
  /** Without the place and words every company has too: equal cores may be one company. */
  core: string
}

const formWords = new Set(
  'ltd limited co company corp corporation inc incorporated llc llp lp plc gmbh mbh ag kg kgaa ohg ug se sa sas sarl srl spa bv nv oy oyj ab as aps pty pte kk sdn bhd doo zoo sp'.split(
    ' ',
  ),
)
const hanForm = /(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司|株式会社|有限会社|个体工商户)$/u
const hanFormAhead = /^(?:株式会社|有限会社)/u

/** Words of names that tell companies of one group apart, or nothing at all. */
const plainWords = new Set(
  'the and group holding holdings international global china deutschland germany france usa uk europe asia'.split(
    ' ',
  ),
)
const places =
  '中国 北京 上海 天津 重庆 深圳 广州 杭州 南京 苏州 成都 武汉 西安 长沙 郑州 青岛 济南 大连 沈阳 宁波 厦门 福州 合肥 昆明 无锡 佛山 东莞 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台北'.split(
    ' ',
  )
const placeAhead = new RegExp(`^(?:${places.join('|')})(?:省|市|自治区)?`, 'u')

/** @returns null for a name of which nothing can be compared: blank, or only marks */
export function companyName(text: string, forms: NameForms): CompanyName | null {
  const plain = forms.plain(text)
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return null
  const key = keyOf(words)
  return { key, core: coreOf(key) || key }
}

function keyOf(words: readonly string[]): string {
  // Letters of abbreviations stand alone once their dots are gone: "S.A." is "sa", "G.m.b.H." is "gmbh".
  const joined: string[] = []
  let letters = ''
  for (const word of [...words, '']) {
    if (word.length === 1 && /[a-z]/.test(word)) {
      letters += word
      continue
    }
    if (letters !== '') joined.push(letters)
    letters = ''
    if (word !== '') joined.push(word)
  }
  const kept = [...joined]
  while (kept.length > 1 && formWords.has(kept.at(-1) ?? '')) kept.pop()
  // Between two Chinese characters a blank is no part of the name.
  const text = kept.join(' ').replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
  const short = text.replace(hanForm, '').replace(hanFormAhead, '').trim()
  return short === '' ? text : short
}

function coreOf(key: string): string {
  if (!/\p{Script=Han}/u.test(key))
    return key
      .split(' ')
      .filter((word) => !plainWords.has(word))
      .join(' ')
  let core = key
  for (let i = 0; i < 2; i++) core = core.replace(placeAhead, '')
  core = core.replace(/^[\p{Script=Han}]{2,3}市/u, '').replace(/集团$/u, '')
  return [...core].length >= 2 ? core : key
}

/** How alike two cores are, 0 to 1: the share of pairs of letters they have in common (Dice). */
export function likeness(one: string, other: string): number {
  if (one === other) return 1
  const a = pairsOf(one)
  const b = pairsOf(other)
  if (a.size === 0 || b.size === 0) return 0
  let common = 0
  for (const pair of a) if (b.has(pair)) common++
  return (2 * common) / (a.size + b.size)
}

export function pairsOf(core: string): Set<string> {
  const letters = [...core.replaceAll(' ', '')]
  return new Set(letters.slice(1).map((letter, i) => `${letters[i]}${letter}`))
}
