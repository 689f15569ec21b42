import { useParams } from '@tanstack/react-router'
import { Button, Drawer, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Company } from '../../api/types.ts'
import { ComputedAt, FigureRow, Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'
import { CompanyForm } from './company-form.tsx'
import { People } from './people.tsx'
import { useCompanyChange } from './use-change.ts'
import { ValueChart } from './value-chart.tsx'

/** One company: what it is, who we know there, what it is worth. */
export function CompanyPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const [url, setUrl] = useUrlState()
  const basis = url.basis === 'now' ? 'now' : 'there'
  const mayChange = useMay('customers.merge')
  const [editing, setEditing] = useState(false)
  const query = useRead('/companies/{id}', { path: { id }, query: { basis } }, { keep: true })
  return (
    <Page
      title={query.data?.name ?? t('companies.name')}
      back={{ to: '/customers/companies', label: t('companies.all') }}
      actions={
        <>
          <Segmented
            aria-label={t('companies.basis')}
            value={basis}
            onChange={(next) => setUrl({ basis: next === 'there' ? null : next })}
            options={[
              { value: 'there', label: t('companies.bases.there') },
              { value: 'now', label: t('companies.bases.now') },
            ]}
          />
          {mayChange ? <Button onClick={() => setEditing(true)}>{t('companies.edit')}</Button> : null}
        </>
      }
    >
      <Loaded query={query} where={t('companies.name')} height={480}>
        {(company) => (
          <>
            <Head company={company} basis={basis} />
            <div className="columns">
              <div className="span-7 stack">
                <People company={company} mayChange={mayChange} />
              </div>
              <div className="span-5 stack">
                <Group company={company} />
                <Merged company={company} mayChange={mayChange} />
                <Recent company={company} />
              </div>
            </div>
            <Drawer
              open={editing}
              size="min(480px, 100vw)"
              title={t('companies.edit')}
              onClose={() => setEditing(false)}
              destroyOnHidden
            >
              <CompanyForm company={company} onDone={() => setEditing(false)} />
            </Drawer>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Head({ company, basis }: { company: Company; basis: 'there' | 'now' }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { figures, currency } = company
  const facts = [
    company.isSoleTrader ? t('companies.soleTrader') : null,
    company.number === null ? null : `${t('companies.number')} ${company.number}`,
    company.industry || null,
    company.size === null ? null : t(`companies.sizes.${company.size}`),
    company.domain,
    company.owner === null ? null : `${t('companies.owner')}: ${company.owner.name}`,
  ].filter((fact) => fact !== null)
  return (
    <Part title={t('companies.one.facts')} actions={<ComputedAt at={company.computedAt} />}>
      <p>
        {facts.length === 0 ? '–' : facts.join(' · ')}
        {company.parent ? (
          <>
            {' · '}
            {t('companies.parent')}{' '}
            <Go to={`/customers/companies/${company.parent.id}`}>{company.parent.name}</Go>
          </>
        ) : null}
      </p>
      <FigureRow
        items={[
          {
            label: t('companies.contacts'),
            value: format.integer(company.contacts),
            note:
              company.former > 0 ? `${t('companies.one.former')} ${format.integer(company.former)}` : null,
          },
          { label: t('companies.orders'), value: format.integer(figures.orders) },
          { label: t('companies.revenue'), value: format.money(figures.revenueMinor, currency) },
          {
            label: t('companies.margin'),
            value: figures.marginMinor === null ? '–' : format.money(figures.marginMinor, currency),
          },
          {
            label: t('companies.lastOrder'),
            value: figures.lastOrderAt === null ? '–' : <time>{format.date(figures.lastOrderAt)}</time>,
          },
          {
            label: t('companies.lastTouch'),
            value: figures.lastTouchAt === null ? '–' : <time>{format.date(figures.lastTouchAt)}</time>,
            note: `${t('companies.touches')} ${format.integer(figures.touches)}`,
          },
          {
            label: t('companies.rfm'),
            value: figures.r === null ? '–' : `${figures.r} · ${figures.f} · ${figures.m}`,
            note: t('companies.rfmHelp'),
          },
          {
            label: t('companies.knowledge'),
            value: figures.knowledge === null ? '–' : format.integer(Math.round(figures.knowledge)),
            note: t('companies.knowledgeHelp'),
          },
        ]}
      />
      <p className="faint">{t(`companies.basisHelp.${basis}`)}</p>
      {company.months.length === 0 ? (
        <p className="soft">{t('companies.one.noValue')}</p>
      ) : (
        <ValueChart company={company} />
      )}
    </Part>
  )
}

function Group({ company }: { company: Company }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { group, currency } = company
  if (group.length === 0) return null
  const total = group.reduce((sum, one) => sum + one.revenueMinor, 0)
  return (
    <Part
      title={t('companies.one.group')}
      note={`${t('companies.one.groupTotal')} ${format.money(total, currency)}`}
    >
      <DataTable
        label={t('companies.one.group')}
        rows={group}
        rowKey={(row) => row.id}
        selected={company.id}
        linkOf={(row) => `/customers/companies/${row.id}`}
        columns={[
          { key: 'name', title: t('companies.name'), render: (row) => row.name },
          {
            key: 'contacts',
            title: t('companies.contacts'),
            figure: true,
            render: (row) => format.integer(row.contacts),
          },
          {
            key: 'revenue',
            title: t('companies.revenue'),
            figure: true,
            render: (row) => format.money(row.revenueMinor, currency),
          },
        ]}
      />
    </Part>
  )
}

function Merged({ company, mayChange }: { company: Company; mayChange: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { change, isPending } = useCompanyChange(company.id)
  if (company.merged.length === 0) return null
  return (
    <Part title={t('companies.one.merged')}>
      <ul>
        {company.merged.map((one) => (
          <li key={one.id}>
            {one.name} {one.number ? <span className="faint">{one.number}</span> : null}{' '}
            <span className="faint">{t('companies.one.mergedAt', { day: format.date(one.at) })}</span>{' '}
            {mayChange && one.mayUndo ? (
              <Button
                size="small"
                type="text"
                disabled={isPending}
                aria-label={t('companies.one.unmergeOf', { name: one.name })}
                onClick={() => void change({ change: 'unmerge', other: one.id })}
              >
                {t('companies.one.unmerge')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Part>
  )
}

const touchKinds = [
  'sent',
  'failed',
  'opened',
  'clicked',
  'bounced',
  'unsubscribed',
  'replied',
  'delivered',
  'complained',
] as const

function Recent({ company }: { company: Company }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Part title={t('companies.one.recent')}>
      {company.recent.length === 0 ? (
        <p className="soft">{t('companies.one.noRecent')}</p>
      ) : (
        <ul>
          {company.recent.map((one) => {
            const kind = touchKinds.find((known) => known === one.what)
            return (
              <li key={`${one.kind} ${one.at} ${one.customerId} ${one.what} ${one.amountMinor}`}>
                <span className="faint">{format.date(one.at)}</span>{' '}
                <Go to={`/customers/${one.customerId}`}>{one.label}</Go>{' '}
                {one.kind === 'order' ? (
                  <>
                    {t('companies.one.order')} {format.money(one.amountMinor ?? 0, company.currency)}
                  </>
                ) : (
                  <Mark tone="plain">{kind ? t(`companies.touchKinds.${kind}`) : one.what}</Mark>
                )}
              </li>
            )
          })}
        </ul>
      )}
    </Part>
  )
}
