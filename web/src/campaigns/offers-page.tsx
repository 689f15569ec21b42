import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace } from '../api/hooks.ts'
import type { Offer } from '../api/types.ts'
import { Part } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'
import { CampaignsRoom } from './campaigns-room.tsx'
import { OfferForm } from './offer/offer-form.tsx'
import { BinButton, BinSwitch, useBin, useBinView } from './use-bin.tsx'

export function OffersPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('campaigns.edit')
  const currency = useWorkspace()?.currency ?? 'CNY'
  const view = useBinView()
  const bin = useBin('offers')
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
      <Part title={t('campaigns.offer.list')} actions={<BinSwitch list={t('campaigns.offer.list')} />}>
        <Loaded query={query} where={t('campaigns.offer.list')} height={240}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState
                title={view.inBin ? t('campaigns.binEmpty') : t('campaigns.offer.empty')}
                action={mayEdit && !view.inBin ? add : null}
              >
                {view.inBin ? null : t('campaigns.offer.emptyHelp')}
              </EmptyState>
            ) : (
              <DataTable
                label={t('campaigns.offer.list')}
                rows={items}
                rowKey={(row) => row.id}
                {...(mayEdit && !view.inBin ? { onOpen: setEditing } : {})}
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
                  {
                    key: 'do',
                    title: <span className="visually-hidden">{t('common.delete')}</span>,
                    figure: true,
                    render: (row) => (mayEdit ? <BinButton item={row} inBin={view.inBin} bin={bin} /> : null),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
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
