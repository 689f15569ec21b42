import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { CustomerContacts } from '../../api/types.ts'
import { ComputedAt, Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { useChannelName } from '../channel-name.ts'
import type { BlockProps } from './blocks.tsx'

type Contact = CustomerContacts['items'][number]
const shown = 200
const tones = {
  sent: 'good',
  listed: 'good',
  planned: 'plain',
  held: 'look',
  unknown: 'look',
  failed: 'look',
  suppressed: 'quiet',
  silent: 'quiet',
  withheld: 'quiet',
} as const

function useContacts({ customer }: BlockProps) {
  return useRead('/customers/{id}/contacts', { path: { id: customer.customerId }, query: { limit: shown } })
}

/** Whether we could write to the customer now, and what the last campaign did, each in one sentence with its trail. */
export function WhyNow({ customer }: BlockProps) {
  const { t } = useTranslation()
  const query = useContacts({ customer })
  const where = t('customers.why.now')
  return (
    <Part
      title={where}
      actions={
        <>
          {query.data ? <ComputedAt at={query.data.now.checkedAt} /> : null}
          <Go to={`/customers/${customer.customerId}?tab=contacts`}>{t('customers.why.all')}</Go>
        </>
      }
    >
      <Loaded query={query} where={where} height={120}>
        {({ now, others, items }) => (
          <div className="stack">
            <Now now={now} />
            <Others others={others} />
            {items[0] ? <Past item={items[0]} /> : <p className="soft">{t('customers.why.never')}</p>}
          </div>
        )}
      </Loaded>
    </Part>
  )
}

/** What each campaign did about the customer, newest first. */
export function WhyPast({ customer }: BlockProps) {
  const { t } = useTranslation()
  const query = useContacts({ customer })
  const where = t('customers.why.past')
  return (
    <Part
      title={where}
      note={t('customers.why.note')}
      actions={
        <Go to={`/interaction/deliveries?customer=${customer.customerId}`}>
          {t('customers.one.deliveries')}
        </Go>
      }
    >
      <Loaded query={query} where={where} height={320}>
        {({ now, others, items }) => (
          <div className="stack">
            <Now now={now} />
            <Others others={others} />
            {items.length === 0 ? (
              <EmptyState title={t('customers.why.never')}>{t('customers.why.neverHelp')}</EmptyState>
            ) : (
              <ol className="said-list">
                {items.map((item) => (
                  <li key={item.campaignId}>
                    <Past item={item} />
                  </li>
                ))}
              </ol>
            )}
            {items.length === shown ? (
              <p className="faint">{t('customers.why.most', { count: shown })}</p>
            ) : null}
          </div>
        )}
      </Loaded>
    </Part>
  )
}

type NowBy = CustomerContacts['now']

/** The other channels in a line; each with its sentence and trail where it is asked for. */
function Others({ others }: { others: CustomerContacts['others'] }) {
  const { t } = useTranslation()
  return (
    <details className="said-others">
      <summary>
        {t('customers.why.others')}{' '}
        {others.map((one) => (
          <MayMark key={one.channel} now={one} />
        ))}
      </summary>
      <div className="stack">
        {others.map((one) => (
          <Now key={one.channel} now={one} />
        ))}
      </div>
    </details>
  )
}

function MayMark({ now }: { now: NowBy }) {
  const { t } = useTranslation()
  const channel = useChannelName()(now.channel)
  return (
    <Mark tone={now.allowed ? 'good' : 'look'}>
      {t(now.allowed ? 'customers.why.may' : 'customers.why.mayNot', { channel })}
    </Mark>
  )
}

function Now({ now }: { now: NowBy }) {
  return <Said mark={<MayMark now={now} />} said={now} />
}

function Past({ item }: { item: Contact }) {
  const { t } = useTranslation()
  return (
    <Said
      mark={<Mark tone={tones[item.outcome]}>{t(`customers.why.outcomes.${item.outcome}`)}</Mark>}
      said={item}
    />
  )
}

/** The sentence, and below it a step for each of its parts. */
function Said({ mark, said }: { mark: ReactNode; said: Pick<Contact, 'sentence' | 'trail'> }) {
  const { t } = useTranslation()
  const local = useLocal()
  return (
    <div className="said">
      <p>
        {mark} {local(said.sentence)}
      </p>
      <dl className="said-trail">
        {said.trail.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id and never change their order
          <div key={i}>
            <dt>{t(`customers.why.parts.${step.part}`)}</dt>
            <dd>{step.link === null ? local(step.label) : <Go to={step.link}>{local(step.label)}</Go>}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
