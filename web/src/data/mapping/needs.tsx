import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { FieldSource, Mapping, UploadedFile } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'

type Need = NonNullable<Mapping['needs']>[number]
const details = ['on', 'strength', 'until'] as const

/** Columns of a customer file that say what customers need, like or do not want: one for each topic of the workspace. */
export function NeedColumns({
  mapping,
  columns,
  onChange,
}: {
  mapping: Mapping
  columns: UploadedFile['columns']
  onChange: (mapping: Mapping) => void
}) {
  const { t } = useTranslation()
  const topics = useRead('/need-topics', {}, { staleTime: 60_000 }).data?.topics ?? []
  if (topics.length === 0) return null
  const attributes = mapping.attributes ?? {}
  const needs = mapping.needs ?? []
  /** As an attribute a column says the same, without when, how strongly and until when. */
  const needOf = (topic: string): Need | undefined => {
    const answer = attributes[`stated_${topic}`]
    return needs.find((one) => one.topic === topic) ?? (answer ? { topic, answer } : undefined)
  }
  const set = (topic: string, next: Need | null) => {
    const { [`stated_${topic}`]: _old, ...rest } = attributes
    const { needs: _needs, ...others } = mapping
    const kept = needs.filter((one) => one.topic !== topic)
    const all = next === null ? kept : [...kept, next]
    onChange({ ...others, attributes: rest, ...(all.length === 0 ? {} : { needs: all }) })
  }
  const mapped = topics.filter(({ id }) => needOf(id) !== undefined)
  return (
    <details open={mapped.length > 0}>
      <summary>{t('told.needs.columns', { count: mapped.length })}</summary>
      <div className="stack" style={{ marginTop: 12 }}>
        <p className="soft">{t('told.needs.columnsHelp')}</p>
        {topics.map(({ id, label }) => {
          const need = needOf(id)
          return (
            <fieldset key={id} className="plan-fields fields-row" aria-label={label}>
              <Field label={label} optional>
                <Column
                  label={`${label}: ${t('data.how.column')}`}
                  source={need?.answer}
                  columns={columns}
                  onChange={(answer) => set(id, answer === null ? null : { topic: id, ...need, answer })}
                />
              </Field>
              {need === undefined
                ? null
                : details.map((detail) => (
                    <Field key={detail} label={t(`told.needs.detail.${detail}`)} optional>
                      <Column
                        label={`${label}: ${t(`told.needs.detail.${detail}`)}`}
                        source={need[detail]}
                        columns={columns}
                        onChange={(source) => {
                          const { [detail]: _old, ...rest } = need
                          set(id, source === null ? rest : { ...rest, [detail]: source })
                        }}
                      />
                    </Field>
                  ))}
            </fieldset>
          )
        })}
      </div>
    </details>
  )
}

/** A column; a source written otherwise by hand is shown as it is. */
function Column({
  label,
  source,
  columns,
  onChange,
}: {
  label: string
  source: FieldSource | undefined
  columns: UploadedFile['columns']
  onChange: (source: FieldSource | null) => void
}) {
  return (
    <Select
      showSearch
      allowClear
      aria-label={label}
      value={source === undefined ? null : (source.column ?? source.constant ?? source.expression ?? '')}
      onChange={(column?: string) => onChange(column === undefined ? null : { column })}
      options={columns.map((column) => ({
        value: column.name,
        label: column.samples[0] ? `${column.name} · ${column.samples[0]}` : column.name,
      }))}
    />
  )
}
