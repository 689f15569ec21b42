import { Checkbox, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import type { SectionProps } from './section-who-when.tsx'
import type { Draft } from './use-draft.ts'

/** Channels whose messages leave from here and so can wait for an hour. */
export const waitsForHour: ReadonlySet<Draft['channel']> = new Set(['email', 'sms', 'wechat', 'webhook'])

const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`

/** Each message at the hour its customer is most likely to act, within hours somebody sets. */
export function BestHour({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const window = draft.bestHour
  return (
    <div className="stack-tight">
      <Checkbox
        checked={window !== null}
        onChange={({ target }) =>
          change({ bestHour: target.checked ? { fromHour: 9, toHour: 21, withinDays: 3 } : null })
        }
      >
        {t('campaigns.plan.bestHour')}
      </Checkbox>
      <p className="field-help">{t('campaigns.plan.bestHourHelp')}</p>
      {window === null ? null : (
        <div className="fields-row">
          <Field label={t('campaigns.plan.bestHourFrom')}>
            <Select
              value={window.fromHour}
              onChange={(fromHour: number) => change({ bestHour: { ...window, fromHour } })}
              options={Array.from({ length: window.toHour }, (_, value) => ({ value, label: clock(value) }))}
            />
          </Field>
          <Field label={t('campaigns.plan.bestHourTo')}>
            <Select
              value={window.toHour}
              onChange={(toHour: number) => change({ bestHour: { ...window, toHour } })}
              options={Array.from({ length: 24 - window.fromHour }, (_, i) => {
                const value = window.fromHour + 1 + i
                return { value, label: clock(value) }
              })}
            />
          </Field>
          <Field label={t('campaigns.plan.bestHourDays')}>
            <InputNumber
              min={1}
              max={7}
              value={window.withinDays}
              suffix={t('campaigns.plan.capDays')}
              onChange={(days) => days && change({ bestHour: { ...window, withinDays: Math.round(days) } })}
            />
          </Field>
        </div>
      )}
    </div>
  )
}
