import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import type { Customer } from '../api/types.ts'
import { attributeLabel } from '../data/mapping/fields.ts'
import { ComputedAt, FigureRow, Mark } from '../ui/figures.tsx'
import { Go } from '../ui/go.tsx'
import { Page, Part } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { useFormat, useLocal } from '../ui/use-format.ts'
import { useChannelName } from './channel-name.ts'
import { ConsentPanel } from './consent/consent-panel.tsx'
import { Identifiers } from './identifiers.tsx'
import { IdentityGraph } from './identity/identity-graph.tsx'
import { MergeHistory } from './identity/merge-history.tsx'
import { CustomerRequests } from './requests/customer-requests.tsx'
import { Timeline } from './timeline.tsx'

export function CustomerPage() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
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
          <Features customer={customer} />
          <ConsentPanel key={customer.customerId} customerId={customer.customerId} />
          <div className="columns">
            <div className="span-4 stack">
              <Identifiers key={customer.customerId} customer={customer} />
              <Reach customer={customer} />
              <Attributes customer={customer} />
              <Segments customer={customer} />
            </div>
            <div className="span-8">
              <Timeline customerId={customer.customerId} />
            </div>
          </div>
          <IdentityGraph key={customer.customerId} customerId={customer.customerId} />
          <MergeHistory customer={customer.customerId} />
          <CustomerRequests key={`requests ${customer.customerId}`} customerId={customer.customerId} />
        </Page>
      )}
    </Loaded>
  )
}

function Features({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const format = useFormat()
  const f = customer.features
  if (!f) {
    return (
      <Part title={t('customers.one.features')}>
        <p className="soft">{t('customers.one.noFeatures')}</p>
      </Part>
    )
  }
  return (
    <Part
      title={t('customers.one.features')}
      note={t('customers.one.asOf', { date: format.date(f.asOf) })}
      actions={<ComputedAt at={f.computedAt} />}
    >
      <FigureRow
        items={[
          { label: t('customers.one.monetary'), value: format.money(f.monetaryMinor, customer.currency) },
          { label: t('customers.one.frequency'), value: format.integer(f.frequency) },
          {
            label: t('customers.one.recency'),
            value: format.integer(f.recencyDays),
            note: format.date(f.lastOrderAt),
          },
          { label: t('customers.one.scores'), value: `${f.r} ${f.f} ${f.m}`, note: 'R F M' },
          { label: t('customers.one.breadth'), value: format.integer(f.breadth) },
          {
            label: t('customers.one.length'),
            value: t('common.days', { count: f.lengthDays }),
            note: `${t('customers.one.first')} ${format.date(f.firstOrderAt)}`,
          },
        ]}
      />
    </Part>
  )
}

function Reach({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const format = useFormat()
  const channelName = useChannelName()
  return (
    <Part
      title={t('customers.one.reach')}
      actions={
        <Go to={`/interaction/deliveries?customer=${customer.customerId}`}>
          {t('customers.one.deliveries')}
        </Go>
      }
    >
      <div className="stack-tight">
        <p>
          {customer.reachable.length === 0
            ? t('customers.one.notReachable')
            : customer.reachable.map(channelName).join(', ')}
        </p>
        {customer.doNotSend.map((entry) => (
          <p key={`${entry.channel}|${entry.at}`} className="notice notice-look">
            {t('customers.one.doNotSend', {
              channel: channelName(entry.channel),
              reason: entry.reason,
              date: format.date(entry.at),
            })}
          </p>
        ))}
      </div>
    </Part>
  )
}

function Attributes({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const local = useLocal()
  const format = useFormat()
  const known = customer.computed.filter(({ value }) => value !== null)
  const fields = useRead('/customer-fields', {}, { staleTime: 300_000 }).data?.fields
  const labelOf = (name: string) =>
    local(fields?.find((field) => field.name === name)?.label ?? attributeLabel(name))
  return (
    <Part title={t('customers.one.attributes')}>
      {customer.attributes.length === 0 ? (
        <p className="soft">{t('customers.one.noAttributes')}</p>
      ) : (
        <dl className="pairs">
          {customer.attributes.map((attribute) => (
            <div key={attribute.name}>
              <dt>{labelOf(attribute.name)}</dt>
              <dd>{attribute.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {known.length === 0 ? null : (
        <>
          <h3>{t('attributes.tab')}</h3>
          <dl className="pairs">
            {known.map((one) => (
              <div key={one.id}>
                <dt>{one.label}</dt>
                <dd>
                  {typeof one.value === 'number'
                    ? Number.isInteger(one.value)
                      ? format.integer(one.value)
                      : format.decimal(one.value, 2)
                    : one.value}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Part>
  )
}

function Segments({ customer }: { customer: Customer }) {
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
