import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { AskByMail } from './ask-by-mail.tsx'
import { ConsentHistory } from './history.tsx'
import { RecordConsent } from './record-consent.tsx'
import {
  type ConsentCell,
  type ConsentPolicy,
  isUnknownTime,
  useConsentPolicy,
  useConsentWords,
} from './words.ts'

const tones = { given: 'good', withdrawn: 'look', pending: 'quiet', expired: 'quiet', none: 'plain' } as const

/** What one customer agreed to: purposes by channels, the history behind, and the way to add to it. */
export function ConsentPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const policy = useConsentPolicy()
  const query = useRead('/customers/{id}/consents', { path: { id: customerId } })
  const mayRecord = useMay('consents.edit')
  const [recording, setRecording] = useState(false)
  const [asking, setAsking] = useState(false)
  return (
    <Part
      title={t('consent.title')}
      note={t('consent.note')}
      actions={
        mayRecord ? (
          <>
            <Button size="small" onClick={() => setAsking(true)}>
              {t('consent.ask.open')}
            </Button>
            <Button size="small" onClick={() => setRecording(true)}>
              {t('consent.record')}
            </Button>
          </>
        ) : null
      }
    >
      <Loaded query={policy} where={t('consent.title')} height={200}>
        {(known) => (
          <Loaded query={query} where={t('consent.title')} height={200}>
            {({ cells }) => <Matrix policy={known} cells={cells} />}
          </Loaded>
        )}
      </Loaded>
      <ConsentHistory customerId={customerId} policy={policy.data} />
      {asking && policy.data ? (
        <AskByMail customerId={customerId} policy={policy.data} onClose={() => setAsking(false)} />
      ) : null}
      {recording && policy.data ? (
        <RecordConsent customerId={customerId} policy={policy.data} onClose={() => setRecording(false)} />
      ) : null}
    </Part>
  )
}

function Matrix({ policy, cells }: { policy: ConsentPolicy; cells: readonly ConsentCell[] }) {
  const { t } = useTranslation()
  const words = useConsentWords(policy)
  const find = (purpose: string, channel: string) =>
    cells.find((cell) => cell.purpose === purpose && cell.channel === channel)
  return (
    <DataTable
      label={t('consent.title')}
      rows={policy.purposes}
      rowKey={(purpose) => purpose.id}
      columns={[
        { key: 'purpose', title: t('consent.purpose'), render: (purpose) => words.purpose(purpose.id) },
        ...['*', ...policy.channels.map(({ id }) => id)].map((channel) => ({
          key: channel,
          title: words.channel(channel),
          render: (purpose: { id: string }) => {
            const cell = find(purpose.id, channel)
            return cell ? <Cell cell={cell} /> : <span className="faint">{t('consent.notAsked')}</span>
          },
        })),
      ]}
    />
  )
}

function Cell({ cell }: { cell: ConsentCell }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <Mark tone={tones[cell.state]}>{t(`consent.states.${cell.state}`)}</Mark>
      <div className="soft">
        {cell.since === null
          ? t(cell.allowed ? 'consent.mayWithout' : 'consent.mayNotWithout')
          : isUnknownTime(cell.since)
            ? t('consent.timeUnknown')
            : t('consent.since', { date: format.date(cell.since) })}
        {cell.expiresAt === null ? null : ` ${t('consent.until', { date: format.date(cell.expiresAt) })}`}
      </div>
    </>
  )
}
