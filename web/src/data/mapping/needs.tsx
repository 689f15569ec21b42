import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { Mapping, UploadedFile } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'

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
  const mapped = topics.filter(({ id }) => attributes[`stated_${id}`] !== undefined)
  const set = (name: string, column: string | undefined) => {
    const { [name]: _old, ...rest } = attributes
    onChange({ ...mapping, attributes: column === undefined ? rest : { ...rest, [name]: { column } } })
  }
  return (
    <details open={mapped.length > 0}>
      <summary>{t('told.needs.columns', { count: mapped.length })}</summary>
      <div className="stack" style={{ marginTop: 12 }}>
        <p className="soft">{t('told.needs.columnsHelp')}</p>
        <div className="fields-row">
          {topics.map(({ id, label }) => {
            const source = attributes[`stated_${id}`]
            return (
              <Field key={id} label={label} optional>
                <Select
                  showSearch
                  allowClear
                  aria-label={`${label}: ${t('data.how.column')}`}
                  value={
                    source === undefined
                      ? null
                      : (source.column ?? source.constant ?? source.expression ?? '')
                  }
                  onChange={(column?: string) => set(`stated_${id}`, column)}
                  options={columns.map((column) => ({
                    value: column.name,
                    label: column.samples[0] ? `${column.name} · ${column.samples[0]}` : column.name,
                  }))}
                />
              </Field>
            )
          })}
        </div>
      </div>
    </details>
  )
}
