import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** What an erasure would remove, by place, and what stays. */
export function ErasurePreview({ customerId }: { customerId: string }) {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  const query = useRead('/customers/{id}/erasure-preview', { path: { id: customerId } })
  const placeName = (name: string) => {
    const key = `privacy.places.${name}`
    return i18n.exists(key) ? i18n.t(key as 'privacy.places.identifiers') : name
  }
  return (
    <div className="stack-tight">
      <h3>{t('privacy.ask.goes')}</h3>
      <Loaded query={query} where={t('privacy.ask.goes')} height={160}>
        {({ places, records, orders }) => (
          <>
            {places.length === 0 ? (
              <p className="soft">{t('privacy.ask.nothing')}</p>
            ) : (
              <DataTable
                label={t('privacy.ask.goes')}
                rows={places}
                rowKey={({ store, name }) => `${store}/${name}`}
                columns={[
                  { key: 'place', title: t('privacy.ask.what'), render: ({ name }) => placeName(name) },
                  {
                    key: 'store',
                    title: t('privacy.ask.where'),
                    render: ({ store }) => t(`privacy.stores.${store}`),
                  },
                  {
                    key: 'n',
                    title: t('privacy.ask.count'),
                    figure: true,
                    render: ({ count }) => format.integer(count),
                  },
                ]}
              />
            )}
            {records > 1 ? <p>{t('privacy.ask.records', { count: records })}</p> : null}
            <p>{t(`privacy.ask.${orders}`)}</p>
            <p className="soft">{t('privacy.ask.stays')}</p>
          </>
        )}
      </Loaded>
    </div>
  )
}
