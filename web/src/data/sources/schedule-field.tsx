import { Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SourceSchedule } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'

const modes = ['off', 'every', 'daily'] as const

/** When a source is read: by hand, every so often, or once a day. */
export function ScheduleField({
  value,
  onChange,
}: {
  value: SourceSchedule
  onChange: (schedule: SourceSchedule) => void
}) {
  const { t } = useTranslation()
  const choose = (mode: (typeof modes)[number]) => {
    if (mode === 'off') onChange({ mode })
    else onChange(mode === 'every' ? { mode, minutes: 60 } : { mode, at: '03:00' })
  }
  return (
    <>
      <Field label={t('sources.schedule.label')}>
        <Select
          aria-label={t('sources.schedule.label')}
          value={value.mode}
          onChange={choose}
          options={modes.map((mode) => ({ value: mode, label: t(`sources.schedule.${mode}`) }))}
        />
      </Field>
      {value.mode === 'every' ? (
        <Field label={t('sources.schedule.minutes')}>
          <InputNumber
            aria-label={t('sources.schedule.minutes')}
            min={1}
            max={10_080}
            precision={0}
            value={value.minutes}
            onChange={(minutes) => onChange({ mode: 'every', minutes: minutes ?? 60 })}
          />
        </Field>
      ) : null}
      {value.mode === 'daily' ? (
        <Field label={t('sources.schedule.at')}>
          <Input
            type="time"
            value={value.at}
            onChange={(event) => onChange({ mode: 'daily', at: event.target.value || '03:00' })}
          />
          <span className="faint">{t('sources.schedule.zone')}</span>
        </Field>
      ) : null}
    </>
  )
}
