import { useTranslation } from 'react-i18next'
import type { OneHealth } from '../../api/types.ts'
import { Spark } from '../../ui/spark.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

const shownValues = 4

type Field = OneHealth['fields'][number]

/** Every measured field: how full, how valid, over the runs, and what stands in it most often. */
export function Fields({ fields, label }: { fields: OneHealth['fields']; label: string }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const hasUnique = fields.some(({ unique }) => unique !== null)
  const hasValues = fields.some(({ values }) => values.length > 0)
  return (
    <DataTable
      label={label}
      rows={fields}
      rowKey={(field) => field.field}
      columns={[
        { key: 'field', title: t('quality.map.field'), render: (field) => local(field.label) },
        {
          key: 'complete',
          title: t('quality.map.complete'),
          figure: true,
          render: (field) => format.percent(field.completeness),
        },
        {
          key: 'over',
          title: <span className="visually-hidden">{t('quality.health.runs')}</span>,
          render: (field) => (
            <Spark
              values={field.over.map((run) => run.completeness)}
              words={t('quality.sparkWords', {
                name: local(field.label),
                now: format.percent(field.completeness),
                count: field.over.length,
              })}
            />
          ),
        },
        {
          key: 'valid',
          title: t('quality.map.valid'),
          figure: true,
          render: (field) => format.percent(field.validity),
        },
        {
          key: 'distinct',
          title: t('quality.map.distinct'),
          figure: true,
          render: (field) => format.compact(field.distinct),
        },
        ...(hasUnique
          ? [
              {
                key: 'unique',
                title: t('quality.map.unique'),
                figure: true,
                render: (field: Field) => (field.unique === null ? '' : format.percent(field.unique)),
              },
            ]
          : []),
        { key: 'newest', title: t('quality.map.newest'), render: (field) => format.dateTime(field.newest) },
        ...(hasValues
          ? [
              {
                key: 'values',
                title: t('quality.health.values'),
                render: (field: Field) => (
                  <span className="soft">
                    {field.values
                      .slice(0, shownValues)
                      .map(({ value, rows }) => `${value} (${format.compact(rows)})`)
                      .join(', ')}
                  </span>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}
