import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Part } from '../../ui/page.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { EmptyState, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

interface Key {
  id: string
  prefix: string
  createdAt: string
  revokedAt: string | null
}

export function WriteKeys({
  sourceId,
  keys,
  mayManage,
}: {
  sourceId: string
  keys: Key[]
  mayManage: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/sources/{id}/keys', ['/sources'])
  const revoke = useWrite('post', '/sources/{id}/keys/{key}/revoke', ['/sources'])
  const [secret, setSecret] = useState<string | null>(null)
  const say = (error: unknown) => void message.error(problem(error))
  const make = () => create.mutateAsync({ path: { id: sourceId } }).then((key) => setSecret(key.secret), say)
  const ask = (key: Key) =>
    modal.confirm({
      icon: null,
      title: t('sources.revokeAsk', { prefix: key.prefix }),
      content: t('sources.revokeText'),
      okText: t('sources.revoke'),
      okButtonProps: { danger: true },
      onOk: () => revoke.mutateAsync({ path: { id: sourceId, key: key.id } }).then(() => undefined, say),
    })
  return (
    <Part
      title={t('sources.keys')}
      actions={
        mayManage ? (
          <Button loading={create.isPending} onClick={() => void make()}>
            {t('sources.newKey')}
          </Button>
        ) : null
      }
    >
      {keys.length === 0 ? (
        <EmptyState title={t('sources.keysEmpty')}>{t('sources.keysEmptyHelp')}</EmptyState>
      ) : (
        <DataTable
          label={t('sources.keys')}
          rows={keys}
          rowKey={(row) => row.id}
          columns={[
            { key: 'prefix', title: t('sources.key'), render: (row) => <code>{row.prefix}…</code> },
            {
              key: 'made',
              title: t('sources.made'),
              figure: true,
              render: (row) => format.dateTime(row.createdAt),
            },
            {
              key: 'do',
              title: <span className="visually-hidden">{t('sources.revoke')}</span>,
              figure: true,
              render: (row) =>
                row.revokedAt ? (
                  <span className="faint">{t('sources.revoked', { date: format.date(row.revokedAt) })}</span>
                ) : mayManage ? (
                  <Button size="small" onClick={() => ask(row)}>
                    {t('sources.revoke')}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      {secret === null ? null : (
        <SecretOnce
          title={t('sources.once')}
          help={t('sources.onceHelp')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </Part>
  )
}
