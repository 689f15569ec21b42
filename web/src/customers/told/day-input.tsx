import { Checkbox, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'

/** A day as it is being chosen; month and day 0 until they are. */
export interface ChosenDay {
  calendar: 'solar' | 'lunar'
  year: number | null
  month: number
  day: number
  isLeap: boolean
}

export const noDay: ChosenDay = { calendar: 'solar', year: null, month: 0, day: 0, isLeap: false }

/** @returns null until a month and a day were chosen */
export function dayText({ calendar, year, month, day, isLeap }: ChosenDay): string | null {
  if (month === 0 || day === 0) return null
  const text = `${year ?? '-'}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return calendar === 'solar' ? text : `lunar ${text}${isLeap ? ' leap' : ''}`
}

/** The reverse, of the one way days are written in answers. */
export function readDay(text: string): ChosenDay {
  const m = /^(lunar )?(\d{4}|-)-(\d\d)-(\d\d)( leap)?$/.exec(text)
  if (!m) return noDay
  return {
    calendar: m[1] ? 'lunar' : 'solar',
    year: m[2] === '-' ? null : Number(m[2]),
    month: Number(m[3]),
    day: Number(m[4]),
    isLeap: m[5] !== undefined,
  }
}

const numerals = '一二三四五六七八九十'
const lunarMonth = (n: number) => (n === 1 ? '正' : n === 11 ? '冬' : n === 12 ? '腊' : numerals[n - 1])
const lunarDay = (n: number) =>
  n <= 10
    ? `初${numerals[n - 1]}`
    : n === 20
      ? '二十'
      : n === 30
        ? '三十'
        : `${n < 20 ? '十' : '廿'}${numerals[(n % 10) - 1]}`

export function DayInput({ value, onChange }: { value: ChosenDay; onChange: (day: ChosenDay) => void }) {
  const { t, i18n } = useTranslation()
  const isLunar = value.calendar === 'lunar'
  const inChinese = isLunar && i18n.language.startsWith('zh')
  const numbers = (most: number, name: (n: number) => string) =>
    Array.from({ length: most }, (_, i) => ({ value: i + 1, label: inChinese ? name(i + 1) : String(i + 1) }))
  const set = (change: Partial<ChosenDay>) => onChange({ ...value, ...change })
  return (
    <div className="day-input">
      <Field label={t('told.dates.calendar')}>
        <Select
          value={value.calendar}
          onChange={(calendar) => set({ calendar, isLeap: false })}
          options={(['solar', 'lunar'] as const).map((one) => ({
            value: one,
            label: t(`told.dates.${one}`),
          }))}
        />
      </Field>
      <Field label={t('told.dates.year')} optional>
        <InputNumber
          min={isLunar ? 1900 : 1800}
          max={isLunar ? 2100 : 2199}
          precision={0}
          value={value.year}
          onChange={(year) => set({ year })}
        />
      </Field>
      <Field label={t('told.dates.month')}>
        <Select
          value={value.month || null}
          onChange={(month) => set({ month: month ?? 0 })}
          options={numbers(12, (n) => `${lunarMonth(n)}月`)}
        />
      </Field>
      <Field label={t('told.dates.day')}>
        <Select
          value={value.day || null}
          onChange={(day) => set({ day: day ?? 0 })}
          options={numbers(isLunar ? 30 : 31, lunarDay)}
        />
      </Field>
      {isLunar ? (
        <Checkbox checked={value.isLeap} onChange={({ target }) => set({ isLeap: target.checked })}>
          {t('told.dates.leap')}
        </Checkbox>
      ) : null}
    </div>
  )
}
