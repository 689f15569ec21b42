import { lunarToSolar } from '../../kit/calendar/lunar.ts'
import type { CalendarItem } from './api.ts'

interface Festival {
  id: string
  title: { en: string; 'zh-CN': string }
  /** Day of a year, `YYYY-MM-DD`; null where it is not known for that year. */
  on(year: number): string | null
}

const two = (n: number) => String(n).padStart(2, '0')
const fixed = (month: number, day: number) => (year: number) => `${year}-${two(month)}-${two(day)}`
const lunar = (month: number, day: number) => (year: number) =>
  lunarToSolar({ year, month, day, isLeap: false })

/** The day before the lunar New Year. */
function newYearsEve(year: number): string | null {
  const first = lunarToSolar({ year, month: 1, day: 1, isLeap: false })
  return first === null ? null : new Date(Date.parse(first) - 86_400_000).toISOString().slice(0, 10)
}

/** Solar term 清明; the rule of thumb holds for this century and is not used beyond. */
function qingming(year: number): string | null {
  if (year < 2000 || year > 2099) return null
  const y = year - 2000
  return fixed(4, Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4))(year)
}

/**
 * Festivals by their own day. Days off and the workdays shifted for them are decided by the State Council each year and
 * are not foretold.
 */
export const festivals: readonly Festival[] = [
  { id: 'new-year', title: { en: 'New Year', 'zh-CN': '元旦' }, on: fixed(1, 1) },
  { id: 'lunar-eve', title: { en: 'Lunar New Year’s Eve', 'zh-CN': '除夕' }, on: newYearsEve },
  { id: 'spring', title: { en: 'Spring Festival', 'zh-CN': '春节' }, on: lunar(1, 1) },
  { id: 'lantern', title: { en: 'Lantern Festival', 'zh-CN': '元宵节' }, on: lunar(1, 15) },
  { id: 'valentine', title: { en: 'Valentine’s Day', 'zh-CN': '情人节' }, on: fixed(2, 14) },
  { id: 'women', title: { en: 'Women’s Day', 'zh-CN': '妇女节' }, on: fixed(3, 8) },
  { id: 'qingming', title: { en: 'Qingming', 'zh-CN': '清明节' }, on: qingming },
  { id: 'labour', title: { en: 'Labour Day', 'zh-CN': '劳动节' }, on: fixed(5, 1) },
  { id: '520', title: { en: '520', 'zh-CN': '520 表白日' }, on: fixed(5, 20) },
  { id: 'children', title: { en: 'Children’s Day', 'zh-CN': '儿童节' }, on: fixed(6, 1) },
  { id: 'dragon-boat', title: { en: 'Dragon Boat Festival', 'zh-CN': '端午节' }, on: lunar(5, 5) },
  { id: '618', title: { en: '618 shopping festival', 'zh-CN': '618 购物节' }, on: fixed(6, 18) },
  { id: 'qixi', title: { en: 'Qixi', 'zh-CN': '七夕' }, on: lunar(7, 7) },
  { id: 'teachers', title: { en: 'Teachers’ Day', 'zh-CN': '教师节' }, on: fixed(9, 10) },
  { id: 'mid-autumn', title: { en: 'Mid-Autumn Festival', 'zh-CN': '中秋节' }, on: lunar(8, 15) },
  { id: 'national', title: { en: 'National Day', 'zh-CN': '国庆节' }, on: fixed(10, 1) },
  { id: 'double-ninth', title: { en: 'Double Ninth', 'zh-CN': '重阳节' }, on: lunar(9, 9) },
  { id: '1111', title: { en: 'Double 11', 'zh-CN': '双11' }, on: fixed(11, 11) },
  { id: '1212', title: { en: 'Double 12', 'zh-CN': '双12' }, on: fixed(12, 12) },
  { id: 'christmas', title: { en: 'Christmas', 'zh-CN': '圣诞节' }, on: fixed(12, 25) },
]

/** Festivals from one day to another, both included. */
export function festivalsBetween(from: string, to: string): CalendarItem[] {
  const years = Array.from(
    { length: Number(to.slice(0, 4)) - Number(from.slice(0, 4)) + 1 },
    (_, i) => Number(from.slice(0, 4)) + i,
  )
  return years.flatMap((year) =>
    festivals.flatMap(({ id, title, on }) => {
      const day = on(year)
      if (day === null || day < from || day > to) return []
      return [
        {
          ...{ id: `${id}-${year}`, kind: 'holiday' as const, title, from: day, until: day },
          ...{ at: null, state: null, draft: false, channel: null, owner: null, link: null, version: null },
        },
      ]
    }),
  )
}
