import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace } from '../api/hooks.ts'
import type { Offer } from '../api/types.ts'
import { useFormat } from '../ui/use-format.ts'
import { BinList } from './bin-list.tsx'
import { CampaignsRoom } from './campaigns-room.tsx'
import { OfferForm } from './offer/offer-form.tsx'
import { useBinView } from './use-bin.tsx'

export function OffersPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const currency = useWorkspace()?.currency ?? 'CNY'
  const view = useBinView()
  const query = useRead('/offers', { query: view.query }, { keep: true })
  const [editing, setEditing] = useState<Offer | 'new' | null>(null)
  const value = (offer: Offer) => {
    if (offer.kind === 'percent_off')
      return `${format.decimal(offer.value, Number.isInteger(offer.value) ? 0 : 1)}\u2009%`
    return offer.kind === 'amount_off' ? format.money(offer.value, currency) : '–'
  }
  const add = <Button onClick={() => setEditing('new')}>{t('campaigns.offer.new')}</Button>
  return (
    <CampaignsRoom tab="offers" answers={t('campaigns.offer.answers')} actions={mayEdit ? add : null}>
      <BinList
        kind="offers"
        title={t('campaigns.offer.list')}
        query={query}
        empty={{ title: t('campaigns.offer.empty'), help: t('campaigns.offer.emptyHelp') }}
        add={add}
        onOpen={setEditing}
        columns={[
          { key: 'name', title: t('campaigns.offer.col.name'), render: (row) => row.name },
          {
            key: 'kind',
            title: t('campaigns.offer.col.kind'),
            render: (row) => t(`campaigns.offer.kinds.${row.kind}`),
          },
          { key: 'value', title: t('campaigns.offer.col.value'), figure: true, render: value },
          {
            key: 'words',
            title: t('campaigns.offer.col.words'),
            render: (row) => <span className="soft">{row.words}</span>,
          },
          {
            key: 'valid',
            title: t('campaigns.offer.col.valid'),
            figure: true,
            render: (row) => t('common.days', { count: row.validDays }),
          },
        ]}
      />
      {editing ? (
        <OfferForm
          saved={editing === 'new' ? null : editing}
          currency={currency}
          onClose={() => setEditing(null)}
          onSaved={() => setEditing(null)}
        />
      ) : null}
    </CampaignsRoom>
  )
}
