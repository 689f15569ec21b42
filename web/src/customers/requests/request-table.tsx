import { useTranslation } from 'react-i18next'
import type { PrivacyRequest } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { RequestSteps } from './request-steps.tsx'

/** Requests with where they stand and what can be done next. */
export function RequestTable({
  rows,
  label,
  withCustomer,
}: {
  rows: readonly PrivacyRequest[]
  label: string
  withCustomer?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  return (
    <DataTable
      label={label}
      rows={rows}
      rowKey={(request) => request.id}
      columns={[
        ...(withCustomer
          ? [
              {
                key: 'customer',
                title: t('privacy.col.customer'),
                render: ({ customerId, label: name }: PrivacyRequest) =>
                  customerId === null ? (
                    <span className="faint">{t('privacy.erasedCustomer')}</span>
                  ) : (
                    <Go to={`/customers/${customerId}`}>{name}</Go>
                  ),
              },
            ]
          : []),
        {
          key: 'kind',
          title: t('privacy.col.kind'),
          render: ({ kind, askedBy, proof, changes }) => (
            <>
              {t(`privacy.kinds.${kind}`)}
              {changes?.map(({ attribute, label: field, from, to }) => (
                <span key={attribute} className="row-help">
                  {t('privacy.correct.change', {
                    ...{ field: local(field), to },
                    from: from ?? t('privacy.correct.unknown'),
                  })}
                </span>
              ))}
              <span className="row-help">
                {[t(`privacy.askedBy.${askedBy}`), proof].filter(Boolean).join(' · ')}
              </span>
            </>
          ),
        },
        {
          key: 'received',
          title: t('privacy.col.received'),
          render: ({ receivedAt, receivedBy }) => (
            <>
              <span className="unbroken">{format.date(receivedAt)}</span>
              <span className="row-help">{t('privacy.by', { name: receivedBy })}</span>
            </>
          ),
        },
        {
          key: 'due',
          title: t('privacy.col.due'),
          render: ({ dueAt, isLate }) => (
            <>
              <span className="unbroken">{format.date(dueAt)}</span>{' '}
              {isLate ? <Mark tone="look">{t('privacy.late')}</Mark> : null}
            </>
          ),
        },
        { key: 'state', title: t('privacy.col.state'), render: (request) => <State request={request} /> },
        {
          key: 'next',
          title: t('privacy.col.next'),
          render: (request) => <RequestSteps request={request} />,
        },
      ]}
    />
  )
}

function State({ request }: { request: PrivacyRequest }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { kind, state, notBefore, expiresAt, endedAt, decidedBy, closedBy, reason, handedOver } = request
  const when =
    state === 'approved'
      ? t('privacy.begins', { date: format.dateTime(notBefore) })
      : state === 'ready'
        ? t('privacy.until', { date: format.dateTime(expiresAt) })
        : handedOver !== null
          ? t('privacy.handOver.said', {
              date: format.date(handedOver.at),
              way: t(`privacy.handOver.ways.${handedOver.way}`),
              to: handedOver.to ?? t('privacy.erasedCustomer'),
            })
          : endedAt !== null
            ? t('privacy.ended', { date: format.dateTime(endedAt) })
            : null
  const who = decidedBy === null ? null : t('privacy.decidedBy', { name: decidedBy })
  const closed =
    closedBy === null
      ? null
      : t(handedOver === null ? 'privacy.undo.by' : 'privacy.handOver.by', { name: closedBy })
  return (
    <>
      <span>{t(stateWord(kind, state))}</span>
      {[when, who, closed, reason].filter(Boolean).map((text) => (
        <span key={text} className="row-help">
          {text}
        </span>
      ))}
    </>
  )
}

/** What is done of an erasure is erased, of a copy handed over, of a correction corrected. */
function stateWord(kind: PrivacyRequest['kind'], state: PrivacyRequest['state']) {
  if (kind === 'access' && state === 'done') return 'privacy.states.handed' as const
  if (kind === 'correction' && state === 'done') return 'privacy.states.corrected' as const
  if (kind === 'correction' && state === 'running') return 'privacy.states.correcting' as const
  return `privacy.states.${state}` as const
}
