import { App, Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import { type ConsentPolicy, useConsentWords } from '../../customers/consent/words.ts'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Confirmed } from './confirmed.tsx'
import { NewPurpose } from './new-purpose.tsx'

type Purpose = ConsentPolicy['purposes'][number]

/** What holds where nothing is recorded, cell by cell, and the workspace's own purposes. */
export function PolicyPart({ policy }: { policy: ConsentPolicy }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const may = useMay('settings.manage')
  const save = useWrite('put', '/consent-policy', ['/consent-policy', '/customers', '/audit'])
  const [purposes, setPurposes] = useState<Purpose[]>(policy.purposes)
  const [unrecorded, setUnrecorded] = useState(policy.unrecorded)
  const [confirmed, setConfirmed] = useState(policy.confirmed)
  const [adding, setAdding] = useState(false)
  const words = useConsentWords({ ...policy, purposes })
  const isAllowed = (purpose: string, channel: string) =>
    unrecorded.find((cell) => cell.purpose === purpose && cell.channel === channel)?.allowed ?? false
  const allow = (purpose: string, channel: string, allowed: boolean) =>
    setUnrecorded((old) => [
      ...old.filter((cell) => cell.purpose !== purpose || cell.channel !== channel),
      { purpose, channel, allowed },
    ])
  const remove = (id: string) => {
    setPurposes((old) => old.filter((purpose) => purpose.id !== id))
    setUnrecorded((old) => old.filter((cell) => cell.purpose !== id))
    setConfirmed((old) => old.filter((cell) => cell.purpose !== id))
  }
  const store = async () => {
    try {
      const customPurposes = purposes
        .filter((purpose) => purpose.custom)
        .map(({ id, label, perChannel }) => ({ id, label, perChannel }))
      await save.mutateAsync({ body: { customPurposes, unrecorded, confirmed } })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const box = (purpose: Purpose, channel: string) =>
    (channel === '*') === !purpose.perChannel ? (
      <Checkbox
        aria-label={t('consent.settings.allowed', {
          purpose: words.purpose(purpose.id),
          channel: words.channel(channel),
        })}
        disabled={!may}
        checked={isAllowed(purpose.id, channel)}
        onChange={(event) => allow(purpose.id, channel, event.target.checked)}
      />
    ) : (
      <span className="faint">{t('consent.notAsked')}</span>
    )
  return (
    <Part
      title={t('consent.settings.policy')}
      note={
        policy.updatedAt === null
          ? t('consent.settings.defaults')
          : t('consent.settings.changed', { date: format.dateTime(policy.updatedAt) })
      }
    >
      <p className="soft">{t('consent.settings.policyNote')}</p>
      <DataTable
        label={t('consent.settings.policy')}
        rows={purposes}
        rowKey={(purpose) => purpose.id}
        columns={[
          {
            key: 'purpose',
            title: t('consent.purpose'),
            render: (purpose) => (
              <>
                {words.purpose(purpose.id)}{' '}
                {purpose.custom && may ? (
                  <Button
                    size="small"
                    aria-label={t('consent.settings.removePurpose', { purpose: words.purpose(purpose.id) })}
                    onClick={() => remove(purpose.id)}
                  >
                    {t('common.remove')}
                  </Button>
                ) : null}
              </>
            ),
          },
          ...['*', ...policy.channels.map(({ id }) => id)].map((channel) => ({
            key: channel,
            title: words.channel(channel),
            render: (purpose: Purpose) => box(purpose, channel),
          })),
        ]}
      />
      <Confirmed policy={{ ...policy, purposes }} value={confirmed} disabled={!may} onChange={setConfirmed} />
      {may ? (
        <p className="state-actions">
          <Button type="primary" loading={save.isPending} onClick={() => void store()}>
            {t('common.save')}
          </Button>
          <Button onClick={() => setAdding(true)}>{t('consent.settings.addPurpose')}</Button>
        </p>
      ) : (
        <p className="soft">{t('consent.settings.readOnly')}</p>
      )}
      {adding ? (
        <NewPurpose
          taken={purposes.map(({ id }) => id)}
          onClose={() => setAdding(false)}
          onAdd={(purpose) => {
            setPurposes((old) => [...old, purpose])
            setAdding(false)
          }}
        />
      ) : null}
    </Part>
  )
}
