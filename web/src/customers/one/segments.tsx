import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import type { BlockProps } from './blocks.tsx'

/** Live segments the customer is in, and since when. */
export function Segments({ customer }: BlockProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useRead('/customers/{id}/segments', { path: { id: customer.customerId } })
  const where = t('customers.one.segments')
  return (
    <Part title={where}>
      <Loaded query={query} where={where} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('customers.one.noSegments')}</p>
          ) : (
            <ul>
              {items.map((stay) => (
                <li key={stay.id}>
                  <Go to={`/insight/segments/${stay.id}`}>{stay.name}</Go>
                  <span className="row-help">
                    {stay.notBefore !== null
                      ? t('customers.one.stay.between', {
                          from: format.date(stay.notBefore),
                          to: format.date(stay.inSince),
                        })
                      : t(stay.isPastKnown ? 'customers.one.stay.longer' : 'customers.one.stay.atLeast', {
                          date: format.date(stay.inSince),
                        })}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Part>
  )
}
