import { App, Button, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

type Hold = Answer<'/api/workspaces/{workspace}/privacy/holds', 'get'>['items'][number]
const kinds = [
  'events',
  'touches',
  'orders',
  'prospects',
  'conversations',
  'cases',
  'answers',
  'raw',
  'inbox',
  'mails',
  'audit',
] as const
const stale = ['/privacy', '/audit']

/** What a court or an authority wants kept. */
export function Holds() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useRead('/privacy/holds')
  const [placing, setPlacing] = useState(false)
  const scope = ({ kind, customerId }: Hold) =>
    customerId !== null ? (
      <Go to={`/customers/${customerId}`}>{t('retention.ofCustomer', { id: customerId })}</Go>
    ) : kind === null ? (
      t('retention.everything')
    ) : (
      t(`retention.kinds.${kind}`)
    )
  return (
    <Part
      title={t('retention.holds')}
      note={t('retention.holdsNote')}
      actions={
        <Button size="small" onClick={() => setPlacing(true)}>
          {t('retention.place')}
        </Button>
      }
    >
      <Loaded query={query} where={t('retention.holds')} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{t('retention.noHolds')}</p>
          ) : (
            <DataTable
              label={t('retention.holds')}
              rows={items}
              rowKey={({ id }) => id}
              columns={[
                { key: 'scope', title: t('retention.col.scope'), render: scope },
                { key: 'reason', title: t('retention.col.why'), render: ({ reason }) => reason },
                {
                  key: 'placed',
                  title: t('retention.col.placed'),
                  render: ({ placedAt, placedBy }) => (
                    <>
                      <span className="unbroken">{format.date(placedAt)}</span>
                      <span className="row-help">{placedBy}</span>
                    </>
                  ),
                },
                { key: 'next', title: t('privacy.col.state'), render: (hold) => <Standing hold={hold} /> },
              ]}
            />
          )
        }
      </Loaded>
      {placing ? <Place onClose={() => setPlacing(false)} /> : null}
    </Part>
  )
}

function Standing({ hold }: { hold: Hold }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const release = useWrite('post', '/privacy/holds/{id}/release', stale)
  if (hold.releasedAt !== null)
    return (
      <>
        {t('retention.released', { date: format.date(hold.releasedAt) })}
        <span className="row-help">{hold.releasedBy}</span>
      </>
    )
  const run = async () => {
    try {
      await release.mutateAsync({ path: { id: hold.id } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Popconfirm title={t('retention.releaseTitle')} okText={t('retention.release')} onConfirm={() => run()}>
      <Button size="small" loading={release.isPending}>
        {t('retention.release')}
      </Button>
    </Popconfirm>
  )
}

function Place({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const place = useWrite('post', '/privacy/holds', stale)
  const [scope, setScope] = useState<'customer' | 'everything' | (typeof kinds)[number]>('customer')
  const [customerId, setCustomerId] = useState('')
  const [reason, setReason] = useState('')
  const save = async () => {
    try {
      await place.mutateAsync({
        body: {
          scope:
            scope === 'customer'
              ? { customerId: customerId.trim() }
              : scope === 'everything'
                ? scope
                : { kind: scope },
          reason: reason.trim(),
        },
      })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('retention.place')}
      okText={t('retention.place')}
      okButtonProps={{
        disabled: reason.trim().length < 3 || (scope === 'customer' && !/^\d+$/.test(customerId.trim())),
        loading: place.isPending,
      }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('retention.placeHelp')}</p>
      <Field label={t('retention.col.scope')}>
        <Select
          value={scope}
          onChange={setScope}
          options={[
            { value: 'customer', label: t('retention.oneCustomer') },
            ...kinds.map((value) => ({ value, label: t(`retention.kinds.${value}`) })),
            { value: 'everything', label: t('retention.everything') },
          ]}
        />
      </Field>
      {scope === 'customer' ? (
        <Field label={t('retention.customerId')}>
          <Input value={customerId} maxLength={20} onChange={(event) => setCustomerId(event.target.value)} />
          <span className="field-help">{t('retention.customerIdHelp')}</span>
        </Field>
      ) : null}
      <Field label={t('retention.col.why')}>
        <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <span className="field-help">{t('retention.whyHelp')}</span>
      </Field>
    </Modal>
  )
}
