import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import { Go } from '../../ui/go.tsx'
import { Paged } from '../../ui/paged.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { type ConsentPolicy, isUnknownTime, useConsentWords } from './words.ts'

/** Every entry with its proof, newest first. */
export function ConsentHistory({
  customerId,
  policy,
}: {
  customerId: string
  policy: ConsentPolicy | undefined
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useConsentWords(policy)
  const list = usePages('/customers/{id}/consents/history', {
    path: { id: customerId },
    query: { limit: 10 },
  })
  return (
    <>
      <h3 style={{ marginTop: 16 }}>{t('consent.history')}</h3>
      <Paged
        list={list}
        where={t('consent.history')}
        height={80}
        empty={{ title: t('consent.historyEmpty') }}
      >
        {(items) => (
          <DataTable
            label={t('consent.history')}
            rows={items}
            rowKey={(row) => row.id}
            columns={[
              {
                key: 'at',
                title: t('consent.at'),
                render: (row) => (isUnknownTime(row.at) ? t('consent.timeUnknown') : format.dateTime(row.at)),
              },
              { key: 'purpose', title: t('consent.purpose'), render: (row) => words.purpose(row.purpose) },
              { key: 'channel', title: t('consent.channel'), render: (row) => words.channel(row.channel) },
              { key: 'state', title: t('consent.state'), render: (row) => t(`consent.states.${row.state}`) },
              { key: 'basis', title: t('consent.basis'), render: (row) => t(`consent.bases.${row.basis}`) },
              {
                key: 'proof',
                title: t('consent.proof'),
                render: (row) => (
                  <>
                    {row.state === 'pending' ? t('consent.asked') : words.proof(row.proof.kind)}
                    {row.proof.note === '' ? null : <span className="soft"> · {row.proof.note}</span>}
                    {row.proof.row === null ? null : (
                      <span className="soft">
                        {' '}
                        · {t('consent.row', { row: format.integer(row.proof.row) })}
                      </span>
                    )}
                    {row.proof.campaignId === null ? null : (
                      <>
                        {' · '}
                        <Go to={`/campaigns/${row.proof.campaignId}`}>{t('shell.campaigns')}</Go>
                      </>
                    )}
                    {row.text === null ? null : (
                      <div className="soft">
                        {t('consent.textShown', {
                          version: row.text.version,
                          language: t(`campaigns.creative.languages.${row.text.language}`),
                        })}
                      </div>
                    )}
                  </>
                ),
              },
              { key: 'actor', title: t('consent.by'), render: (row) => words.actor(row.actor) },
            ]}
          />
        )}
      </Paged>
    </>
  )
}
