import { Checkbox, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FieldSource, UploadedFile } from '../../api/types.ts'
import { useLocal } from '../../ui/use-format.ts'
import { type Field, type How, howOf } from './fields.ts'
import { ValueWords } from './value-words.tsx'

type Calendar = NonNullable<FieldSource['calendar']>
type Unit = NonNullable<FieldSource['unit']>

/** One canonical field and where it comes from. */
export function FieldRow({
  field,
  source,
  columns,
  missing,
  onChange,
}: {
  field: Field
  source: FieldSource | undefined
  columns: UploadedFile['columns']
  missing: boolean
  onChange: (source: FieldSource | null) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const how = howOf(source)
  const name = local(field.label)
  const choose = (next: How) => {
    if (next === 'none') onChange(null)
    else if (next === 'column') onChange({ column: columns[0]?.name ?? '' })
    else onChange(next === 'constant' ? { constant: '' } : { expression: columns[0]?.name ?? '' })
  }
  return (
    <div
      className={`mapping-row ${missing ? 'mapping-missing' : ''} ${how === 'none' ? 'mapping-none' : ''}`}
    >
      <span className="mapping-name">
        {name}
        {missing ? <span className="mark mark-look">{t('data.required')}</span> : null}
      </span>
      <Select
        aria-label={`${name}: ${t('data.from')}`}
        value={how}
        onChange={choose}
        options={(['column', 'constant', 'expression', 'none'] as const).map((value) => ({
          value,
          label: t(`data.how.${value}`),
        }))}
      />
      <SourceValue label={name} source={source} columns={columns} onChange={onChange} />
      <Details field={field} label={name} source={source} columns={columns} onChange={onChange} />
    </div>
  )
}

function SourceValue(props: {
  label: string
  source: FieldSource | undefined
  columns: UploadedFile['columns']
  onChange: (source: FieldSource) => void
}) {
  const { t } = useTranslation()
  const { source, onChange, label } = props
  const how = howOf(source)
  if (!source || how === 'none') return <span />
  if (how === 'column') {
    return (
      <Select
        showSearch
        aria-label={`${label}: ${t('data.how.column')}`}
        value={source.column ?? null}
        onChange={(column: string) => onChange({ ...source, column })}
        options={props.columns.map((column) => ({
          value: column.name,
          label: column.samples[0] ? `${column.name} · ${column.samples[0]}` : column.name,
        }))}
      />
    )
  }
  const key = how === 'constant' ? 'constant' : 'expression'
  return (
    <Input
      aria-label={`${label}: ${t(`data.how.${key}`)}`}
      placeholder={t(`data.${key}Value`)}
      value={source[key] ?? ''}
      onChange={(event) => onChange({ ...source, [key]: event.target.value })}
    />
  )
}

function Details(props: {
  field: Field
  label: string
  source: FieldSource | undefined
  columns: UploadedFile['columns']
  onChange: (source: FieldSource) => void
}) {
  const { t } = useTranslation()
  const { field, source, columns, onChange, label } = props
  if (!source || howOf(source) === 'none') return <span />
  if (field.shape === 'day') {
    return (
      <span className="bar">
        <Select<Calendar | ''>
          aria-label={`${label}: ${t('data.calendar.label')}`}
          value={source.calendar ?? ''}
          style={{ width: 150 }}
          onChange={(calendar) => {
            // Days of the Chinese calendar are read without a format.
            const { calendar: _old, format, ...rest } = source
            const kept = calendar === 'lunar' || format === undefined ? rest : { ...rest, format }
            onChange(calendar === '' ? kept : { ...kept, calendar })
          }}
          options={(['', 'solar', 'lunar'] as const).map((value) => ({
            value,
            label: t(`data.calendar.${value === '' ? 'written' : value}`),
          }))}
        />
        {source.calendar === 'lunar' ? null : (
          <DateFormat label={label} source={source} onChange={onChange} />
        )}
      </span>
    )
  }
  if (field.shape === 'time') return <DateFormat label={label} source={source} onChange={onChange} />
  if (field.hasWords && howOf(source) === 'column')
    return <ValueWords field={field} label={label} source={source} columns={columns} onChange={onChange} />
  if (field.shape !== 'amount') return <span />
  return (
    <span className="bar">
      <Select<Unit>
        aria-label={`${label}: ${t('data.unit.label')}`}
        value={source.unit ?? 'major'}
        style={{ width: 150 }}
        onChange={(unit) => onChange({ ...source, unit })}
        options={(['major', 'minor', 'wan'] as const).map((value) => ({
          value,
          label: t(`data.unit.${value}`),
        }))}
      />
      <Checkbox
        checked={source.decimalComma ?? false}
        onChange={(event) => onChange({ ...source, decimalComma: event.target.checked })}
      >
        {t('data.decimalComma')}
      </Checkbox>
    </span>
  )
}

function DateFormat({
  label,
  source,
  onChange,
}: {
  label: string
  source: FieldSource
  onChange: (source: FieldSource) => void
}) {
  const { t } = useTranslation()
  return (
    <Input
      aria-label={`${label}: ${t('data.dateFormat')}`}
      placeholder={t('data.dateFormat')}
      value={source.format ?? ''}
      onChange={(event) => {
        const { format: _old, ...rest } = source
        onChange(event.target.value === '' ? rest : { ...rest, format: event.target.value })
      }}
    />
  )
}
