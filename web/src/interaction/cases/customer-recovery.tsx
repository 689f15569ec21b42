import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { CasesTable } from './cases-table.tsx'
import { NewCase } from './new-case.tsx'
import { Reaction } from './reaction.tsx'
import { useSeverity, useTier } from './words.tsx'

/** What would be done if this customer complained, and the complaints so far. */
export function CustomerRecovery({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [severity, tier] = [useSeverity(), useTier()]
  const mayOpen = useMay('customers.edit')
  const [adding, setAdding] = useState(false)
  const query = useRead('/customers/{id}/recovery', { path: { id: customerId } })
  const where = t('cases.block.title')
  return (
    <Part
      title={where}
      note={
        query.data
          ? `${t('cases.block.note')} · ${t('cases.tier')} ${tier(query.data.tier)}`
          : t('cases.block.note')
      }
      actions={
        mayOpen ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('cases.new')}
          </Button>
        ) : null
      }
    >
      <Loaded query={query} where={where} height={160}>
        {({ prepared, cases, currency }) => (
          <div className="stack">
            <DataTable
              label={where}
              rows={prepared}
              rowKey={(row) => String(row.severity)}
              columns={[
                { key: 'severity', title: t('cases.severity'), render: (row) => severity(row.severity) },
                {
                  key: 'remedy',
                  title: t('cases.prepared'),
                  render: ({ remedy, needsApproval }) => (
                    <>
                      {remedy.name}
                      <span className="row-help">
                        {t('cases.cost', { amount: format.money(remedy.costMinor, currency) })}
                        {needsApproval ? ` · ${t('cases.needsApproval')}` : ''}
                      </span>
                    </>
                  ),
                },
                {
                  key: 'who',
                  title: t('cases.channel'),
                  render: ({ by, channel }) =>
                    `${t(by === 'manager' ? 'cases.byManager' : 'cases.byAgent')} · ${t(channel === 'call' ? 'cases.byCall' : 'cases.bySame')}`,
                },
                {
                  key: 'reaction',
                  title: t('cases.outcome'),
                  render: ({ reaction }) => <Reaction reaction={reaction} />,
                },
              ]}
            />
            {cases.length === 0 ? (
              <p className="soft">{t('cases.block.none')}</p>
            ) : (
              <CasesTable rows={cases} withCustomer={false} />
            )}
          </div>
        )}
      </Loaded>
      {adding ? <NewCase customerId={customerId} onClose={() => setAdding(false)} /> : null}
    </Part>
  )
}
