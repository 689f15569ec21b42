import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { Customer } from '../api/types.ts'
import { Mark } from '../ui/figures.tsx'
import { usePath } from '../ui/go.tsx'
import { Page } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { type Block, blocks, type Tab, tabs } from './one/blocks.tsx'

/** Customer 360: a masked name, and what is known in a few tabs; the address names the tab. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const path = usePath()
  const [{ tab: asked }] = useUrlState()
  const tab = tabs.find((one) => one === asked) ?? tabs[0]
  const query = useRead('/customers/{id}', { path: { id } })
  return (
    <Loaded query={query} where={t('shell.customers')} height={480}>
      {(customer) => (
        <Page
          title={customer.label}
          answers={t('customers.one.answers')}
          back={{ to: '/customers', label: t('shell.customers') }}
          actions={customer.status === 'prospect' ? <Mark>{t('customers.prospect')}</Mark> : null}
        >
          <nav className="tabs" aria-label={t('customers.one.tabsLabel')}>
            {tabs.map((one) => (
              <Link
                key={one}
                to={path(`/customers/${customer.customerId}`)}
                search={(one === tabs[0] ? {} : { tab: one }) as never}
                activeOptions={{ exact: true }}
                {...(one === tab ? { 'aria-current': 'page' as const } : {})}
              >
                {t(`customers.one.tabs.${one}`)}
              </Link>
            ))}
          </nav>
          <Blocks key={`${customer.customerId} ${tab}`} customer={customer} tab={tab} />
        </Page>
      )}
    </Loaded>
  )
}

function Blocks({ customer, tab }: { customer: Customer; tab: Tab }) {
  const here = blocks.filter((block) => block.tab === tab)
  const show = (place: Block['place']) =>
    here.filter((block) => block.place === place).map(({ id, Body }) => <Body key={id} customer={customer} />)
  return (
    <>
      {show('wide')}
      {here.some(({ place }) => place !== 'wide') ? (
        <div className="columns">
          <div className="span-4 stack">{show('side')}</div>
          <div className="span-8 stack">{show('main')}</div>
        </div>
      ) : null}
    </>
  )
}
