import { useTranslation } from 'react-i18next'
import { DataTable } from '../table.tsx'
import { useFormat, useLocal } from '../use-format.ts'

const most = 200

/** Rows of a file that were left out, each with why; nothing where there are none. */
export function BadRows({
  bad,
}: {
  bad: readonly { row: number; problem: { en: string; 'zh-CN': string } }[]
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  if (bad.length === 0) return null
  return (
    <DataTable
      label={t('cases.import.bad')}
      rows={bad.slice(0, most)}
      rowKey={({ row }) => String(row)}
      columns={[
        { key: 'row', title: t('cases.import.row'), figure: true, render: ({ row }) => format.integer(row) },
        { key: 'problem', title: t('cases.import.problem'), render: (one) => local(one.problem) },
      ]}
    />
  )
}
