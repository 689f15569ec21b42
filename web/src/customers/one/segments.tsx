import { useTranslation } from 'react-i18next'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import type { BlockProps } from './blocks.tsx'

/** Live segments the customer is in. */
export function Segments({ customer }: BlockProps) {
  const { t } = useTranslation()
  return (
    <Part title={t('customers.one.segments')}>
      {customer.segments.length === 0 ? (
        <p className="soft">{t('customers.one.noSegments')}</p>
      ) : (
        <ul>
          {customer.segments.map((segment) => (
            <li key={segment.id}>
              <Go to={`/insight/segments/${segment.id}`}>{segment.name}</Go>
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}
