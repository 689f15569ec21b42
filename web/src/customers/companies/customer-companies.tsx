import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useStayWords } from './stay-words.ts'

/** Where a customer works, and worked. */
export function CustomerCompanies({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const stayWords = useStayWords()
  const query = useRead('/customers/{id}/companies', { path: { id: customerId } })
  return (
    <Part
      title={t('companies.customer.title')}
      actions={<Go to="/customers/companies">{t('companies.customer.all')}</Go>}
    >
      <Loaded query={query} where={t('companies.customer.title')} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('companies.customer.none')}</p>
          ) : (
            <ul>
              {items.map((one) => (
                <li key={`${one.companyId} ${one.since} ${one.until}`}>
                  <Go to={`/customers/companies/${one.companyId}`}>{one.name}</Go>{' '}
                  {one.isPrimary ? <Mark tone="good">{t('companies.one.primary')}</Mark> : null}
                  <span className="row-help">
                    {[
                      one.department,
                      one.title ?? '',
                      one.role ? t(`companies.roles.${one.role}`) : '',
                      stayWords(one),
                    ]
                      .filter((word) => word !== '')
                      .join(' · ')}
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
