import { z } from 'zod'
import { standardDateKinds, withDateWithin } from '../../../customer/index.ts'
import { dateInYear, nextDate, parseDay } from '../../../kit/calendar/yearly-day.ts'
import { sql } from '../../../kit/sql.ts'
import { addDays } from '../../days.ts'
import { defineOperator } from '../operator.ts'
import { counted } from './compare.ts'

/** Whose birthday, wedding day or other date comes soon: by the calendar it was said in. */
export const importantDate = defineOperator({
  id: 'important_date',
  label: { en: 'Important date soon', 'zh-CN': '近期有重要日期' },
  help: {
    en: 'A date of this kind comes within the next days, today included; dates of the Chinese calendar on their solar day of this year.',
    'zh-CN': '未来若干天内（含今天）有该类日期；农历日期按当年对应的公历日期计算。',
  },
  group: 'attribute',
  dependency: 'time',
  params: z.object({
    kind: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/)
      .default('birthday'),
    days: z.int().min(0).max(366),
  }),
  fields: [
    {
      name: 'kind',
      label: { en: 'date', 'zh-CN': '日期' },
      type: 'choice',
      choices: standardDateKinds.map(({ id, label }) => ({ value: id, label })),
      required: true,
      default: 'birthday',
    },
    {
      name: 'days',
      label: { en: 'within the next days', 'zh-CN': '未来天数' },
      type: 'days',
      required: true,
      default: 14,
    },
  ],
  toSql: ({ kind, days }, { bind, workspace, day }) => ({
    family: 'profiles',
    condition: sql`person_key IN (${withDateWithin(bind('UInt32', workspace.id), kind, day, days, bind)})`,
    withoutRows: false,
  }),
  evaluate: ({ kind, days }, { profile, dates }, { day }) =>
    profile !== null &&
    (dates ?? []).some((one) => {
      if (one.kind !== kind) return false
      const said = parseDay(one.day)
      if (!said) return false
      const next = one.yearly ? nextDate(said, day) : dateInYear(said, said.year ?? 0)
      return next !== null && next >= day && next <= addDays(day, days)
    }),
  words: ({ kind, days }, _, names) => {
    const label = names.dateKind(kind)
    return days === 0
      ? { en: `have their date “${label.en}” today`, 'zh-CN': `今天是“${label['zh-CN']}”` }
      : {
          en: `have their date “${label.en}” within the next ${counted(days, 'day')}`,
          'zh-CN': `未来 ${days} 天内有“${label['zh-CN']}”`,
        }
  },
})
