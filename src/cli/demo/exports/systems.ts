import { Converter } from 'opencc-js/cn2t'
import { pinyin } from 'pinyin-pro'
import type { Random } from '../../../kit/random.ts'
import type { Citizen } from './people.ts'

/** One system's list: its columns, how it writes what it knows, and what it gets wrong. */
export interface System {
  id: string
  format: 'csv' | 'tsv' | 'ndjson'
  encoding?: 'gbk'
  /** Share of the people it knows. */
  knows: number
  /** How often a value is typed wrong. */
  slips: number
  /** Share of people whose old number and address it still has, where there is an old one: exports of another year. */
  behind: number
  /** Share of those it knows whom it has twice. */
  twice?: number
  /** Columns in their order: canonical field, and the column's name in the file. */
  fields: Readonly<Record<string, string>>
  row(person: Citizen, hand: Hand): Partial<Record<string, string>>
}

/** How values are written in one row: old or new, slipped or not. */
export interface Hand {
  random: Random
  name: string
  phone: string
  email: string
  address: string
}

const traditional = Converter({ from: 'cn', to: 't' })
const read = (text: string) => pinyin(text, { toneType: 'none', type: 'array', surname: 'head' })
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const fullWidth = (text: string) =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0))
const spaced = (phone: string) => `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`
/** The surname's length: nothing else in the lists has a compound one. */
const surnameOf = (name: string) => (/^(欧阳|上官)/.test(name) ? 2 : 1)
const inPinyin = (name: string) => {
  const syllables = read(name)
  const at = surnameOf(name)
  return { surname: capital(syllables.slice(0, at).join('')), given: capital(syllables.slice(at).join('')) }
}
/** Another character that is read alike: what somebody writes who only heard the name. */
const alike: Readonly<Record<string, string>> = {
  伟: '玮',
  玮: '炜',
  炜: '伟',
  芳: '方',
  静: '婧',
  敏: '闽',
  丽: '莉',
  莉: '丽',
  娟: '鹃',
  婷: '亭',
  杰: '洁',
  涛: '滔',
  鹏: '朋',
  颖: '影',
  张: '章',
  陈: '程',
  徐: '许',
  于: '余',
}
const heard = (name: string, random: Random) =>
  random.next() < 0.2
    ? [...name].map((char) => (random.next() < 0.5 ? (alike[char] ?? char) : char)).join('')
    : name

const id = { record: 'id' }
const rows = (person: Citizen, hand: Hand) => ({
  name: hand.name,
  phone: hand.phone,
  email: hand.email,
  address: hand.address,
  birthday: person.birthday,
})

/** The thirteen, in the order they are read. Only the first says who is an account. */
export const systems: readonly System[] = [
  {
    id: 'crm',
    format: 'csv',
    knows: 0.62,
    slips: 0.01,
    behind: 0.1,
    twice: 0.015,
    fields: {
      customer: '客户编号',
      name: '姓名',
      phone: '手机号',
      email: '邮箱',
      birthday: '生日',
      address: '地址',
    },
    row: rows,
  },
  {
    id: 'shop',
    format: 'csv',
    encoding: 'gbk',
    knows: 0.5,
    slips: 0.03,
    behind: 0.5,
    fields: { ...id, name: '会员姓名', phone: '手机', card: '卡号' },
    row: (person, hand) => ({ ...rows(person, hand), card: person.card, phone: spaced(hand.phone) }),
  },
  {
    id: 'webshop',
    format: 'csv',
    knows: 0.45,
    slips: 0.015,
    behind: 0.2,
    fields: { ...id, email: 'email', name: 'name', phone: 'mobile', address: 'address' },
    row: rows,
  },
  {
    id: 'hotline',
    format: 'tsv',
    encoding: 'gbk',
    knows: 0.3,
    slips: 0.04,
    behind: 0.3,
    fields: { ...id, name: '来电人', phone: '来电号码', address: '地址' },
    row: (person, hand) => ({ ...rows(person, hand), name: heard(hand.name, hand.random) }),
  },
  {
    id: 'loyalty',
    format: 'csv',
    encoding: 'gbk',
    knows: 0.4,
    slips: 0.02,
    behind: 0.3,
    fields: { ...id, card: '会员卡号', name: '姓名', phone: '联系电话', birthday: '出生日期' },
    row: (person, hand) => ({ ...rows(person, hand), card: person.card }),
  },
  {
    id: 'wechat_mini',
    format: 'ndjson',
    knows: 0.42,
    slips: 0,
    behind: 0,
    fields: { ...id, unionid: 'unionid', openid: 'openid', phone: 'phone' },
    row: (person, hand) => ({
      unionid: person.unionid,
      openid: `m${person.unionid.slice(1)}`,
      phone: hand.random.next() < 0.6 ? hand.phone : '',
    }),
  },
  {
    id: 'wechat_account',
    format: 'ndjson',
    knows: 0.35,
    slips: 0,
    behind: 0,
    fields: { ...id, unionid: 'unionid', openid: 'openid' },
    row: (person) => ({ unionid: person.unionid, openid: `g${person.unionid.slice(1)}` }),
  },
  {
    id: 'billing',
    format: 'csv',
    encoding: 'gbk',
    knows: 0.35,
    slips: 0.01,
    behind: 0.6,
    fields: { ...id, name: '户名', phone: '电话', address: '账单地址' },
    row: (person, hand) => ({
      ...rows(person, hand),
      phone: fullWidth(hand.phone),
      address: fullWidth(hand.address),
    }),
  },
  {
    id: 'hongkong',
    format: 'csv',
    knows: 0.12,
    slips: 0.02,
    behind: 0.2,
    fields: { ...id, name: '姓名', phone: '電話', email: '電郵', birthday: '生日' },
    row: (person, hand) => ({
      ...rows(person, hand),
      name: traditional(hand.name),
      phone: `+86 ${spaced(hand.phone)}`,
    }),
  },
  {
    id: 'warranty',
    format: 'csv',
    knows: 0.2,
    slips: 0.06,
    behind: 0.4,
    fields: { ...id, name: '用户', phone: '手机号码', birthday: '出生年月', address: '安装地址' },
    row: rows,
  },
  {
    id: 'newsletter',
    format: 'csv',
    knows: 0.25,
    slips: 0.02,
    behind: 0,
    fields: { ...id, email: 'E-mail', name: 'Full name' },
    row: (person, hand) => {
      const { surname, given } = inPinyin(hand.name)
      return {
        ...rows(person, hand),
        name: hand.random.next() < 0.5 ? `${given} ${surname}` : `${surname} ${given}`,
      }
    },
  },
  {
    id: 'events',
    format: 'csv',
    knows: 0.15,
    slips: 0.05,
    behind: 0.1,
    fields: { ...id, name: '报名人', phone: '手机', email: '邮箱' },
    row: rows,
  },
  {
    id: 'delivery',
    format: 'tsv',
    encoding: 'gbk',
    knows: 0.38,
    slips: 0.02,
    behind: 0.15,
    fields: { ...id, name: '收件人', phone: '收件电话', address: '收件地址' },
    row: (person, hand) => ({
      ...rows(person, hand),
      address: hand.address.replace('市', ' ').replace('号', '-').replace('栋', '-').replace('室', ''),
    }),
  },
]
