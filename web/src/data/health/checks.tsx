import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OneHealth } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Scroll } from '../../ui/scroll.tsx'
import { Spark } from '../../ui/spark.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

type Check = OneHealth['checks'][number]

/** What cannot fit what else is known, with the rows themselves. */
export function Checks({ checks }: { checks: Check[] }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const [shown, setShown] = useState<Check | null>(null)
  if (checks.length === 0) return <p className="soft">{t('quality.health.noChecks')}</p>
  return (
    <>
      <DataTable
        label={t('quality.health.checks')}
        rows={checks}
        rowKey={(check) => check.check}
        columns={[
          { key: 'check', title: t('quality.health.check'), render: (check) => local(check.label) },
          {
            key: 'faults',
            title: t('quality.health.faults'),
            figure: true,
            render: (check) => format.integer(check.faults),
          },
          {
            key: 'of',
            title: t('quality.health.ofRows'),
            figure: true,
            render: (check) => format.integer(check.applicable),
          },
          {
            key: 'over',
            title: t('quality.dimension.consistency'),
            render: (check) => {
              const share = check.applicable === 0 ? null : 1 - check.faults / check.applicable
              return (
                <Spark
                  values={check.over.map((run) => run.share)}
                  words={t('quality.sparkWords', {
                    name: local(check.label),
                    now: format.percent(share),
                    count: check.over.length,
                  })}
                />
              )
            },
          },
          {
            key: 'rows',
            title: <span className="visually-hidden">{t('quality.health.rows')}</span>,
            render: (check) =>
              check.samples.length > 0 ? (
                <Button
                  size="small"
                  aria-label={t('quality.health.rowsOf', { check: local(check.label) })}
                  onClick={() => setShown(check)}
                >
                  {t('quality.health.showRows')}
                </Button>
              ) : null,
          },
        ]}
      />
      {shown ? <Rows check={shown} onClose={() => setShown(null)} /> : null}
    </>
  )
}

function Rows({ check, onClose }: { check: Check; onClose: () => void }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const columns = Object.keys(check.samples[0] ?? {})
  const write = (column: string, value: string | number | null | undefined) => {
    if (value === null || value === undefined || value === '') return '–'
    if (column === 'ts_ms' || column === 'first_seen_ms')
      return format.dateTime(new Date(Number(value)).toISOString())
    if ((column === 'person_key' || column === 'customer') && /^[1-9]\d*$/.test(String(value)))
      return <Go to={`/customers/${value}`}>{String(value)}</Go>
    return String(value)
  }
  return (
    <Modal
      open
      width={900}
      title={t('quality.health.rowsOf', { check: local(check.label) })}
      footer={null}
      onCancel={onClose}
    >
      <p className="soft">{t('quality.health.rowsHelp')}</p>
      <Scroll label={t('quality.health.rows')} maxHeight={440}>
        <table className="table">
          <caption className="visually-hidden">{t('quality.health.rows')}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column.replace(/_ms$/, '')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {check.samples.map((sample) => (
              <tr key={JSON.stringify(sample)}>
                {columns.map((column) => (
                  <td key={column}>{write(column, sample[column])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Modal>
  )
}
