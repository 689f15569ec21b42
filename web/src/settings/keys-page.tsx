import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../api/hooks.ts'
import { Field } from '../ui/field.tsx'
import { Part } from '../ui/page.tsx'
import { SecretOnce } from '../ui/secret-once.tsx'
import { EmptyState, Loaded, useProblemText } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { useFormat } from '../ui/use-format.ts'
import { SettingsPage } from './settings-page.tsx'

const keyRoles = ['marketer', 'analyst', 'viewer'] as const
type KeyRole = (typeof keyRoles)[number]

export function KeysPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const query = useRead('/keys')
  const revoke = useWrite('delete', '/keys/{id}', ['/keys'])
  const [making, setMaking] = useState(false)
  const ask = (row: { id: string; name: string }) =>
    modal.confirm({
      icon: null,
      title: t('settings.keys.revokeAsk', { name: row.name }),
      content: t('settings.keys.revokeText'),
      okText: t('settings.keys.revoke'),
      okButtonProps: { danger: true },
      onOk: () =>
        revoke.mutateAsync({ path: { id: row.id } }).then(
          () => undefined,
          (error: unknown) => void message.error(problem(error)),
        ),
    })
  return (
    <SettingsPage
      tab="keys"
      answers={t('settings.keys.answers')}
      actions={<Button onClick={() => setMaking(true)}>{t('settings.keys.new')}</Button>}
    >
      <Part title={t('settings.keys.list')}>
        <Loaded query={query} where={t('settings.keys.list')} height={200}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title={t('settings.keys.empty')}>{t('settings.keys.emptyHelp')}</EmptyState>
            ) : (
              <DataTable
                label={t('settings.keys.list')}
                rows={items}
                rowKey={(row) => row.id}
                columns={[
                  { key: 'name', title: t('settings.keys.col.name'), render: (row) => row.name },
                  {
                    key: 'prefix',
                    title: t('settings.keys.col.prefix'),
                    render: (row) => <code>{row.prefix}</code>,
                  },
                  {
                    key: 'role',
                    title: t('settings.keys.col.role'),
                    render: (row) => t(`settings.members.roles.${row.role}`),
                  },
                  {
                    key: 'created',
                    title: t('settings.keys.col.created'),
                    figure: true,
                    render: (row) => format.dateTime(row.createdAt),
                  },
                  {
                    key: 'used',
                    title: t('settings.keys.col.used'),
                    figure: true,
                    render: (row) =>
                      row.lastUsedAt ? format.dateTime(row.lastUsedAt) : t('settings.keys.never'),
                  },
                  {
                    key: 'do',
                    title: <span className="visually-hidden">{t('settings.keys.revoke')}</span>,
                    figure: true,
                    render: (row) =>
                      row.revokedAt ? (
                        <span className="faint">
                          {t('settings.keys.revoked', { date: format.date(row.revokedAt) })}
                        </span>
                      ) : (
                        <Button size="small" onClick={() => ask(row)}>
                          {t('settings.keys.revoke')}
                        </Button>
                      ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Part>
      {making ? <NewKey onClose={() => setMaking(false)} /> : null}
    </SettingsPage>
  )
}

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/keys', ['/keys'])
  const [name, setName] = useState('')
  const [role, setRole] = useState<KeyRole>('viewer')
  const [secret, setSecret] = useState<string | null>(null)
  const make = async () => {
    try {
      setSecret((await create.mutateAsync({ body: { name: name.trim(), role } })).secret)
    } catch (error) {
      void message.error(problem(error))
    }
  }
  if (secret !== null)
    return (
      <SecretOnce
        title={t('settings.keys.once')}
        help={t('settings.keys.onceHelp')}
        secret={secret}
        onClose={onClose}
      />
    )
  return (
    <Modal
      open
      title={t('settings.keys.new')}
      okText={t('shell.create')}
      okButtonProps={{ disabled: name.trim() === '', loading: create.isPending }}
      onOk={() => void make()}
      onCancel={onClose}
    >
      <Field label={t('settings.keys.col.name')}>
        <Input value={name} maxLength={100} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('settings.keys.col.role')}>
        <Select
          value={role}
          onChange={setRole}
          options={keyRoles.map((value) => ({
            value,
            label: `${t(`settings.members.roles.${value}`)} · ${t(`settings.members.roleHelp.${value}`)}`,
          }))}
        />
      </Field>
    </Modal>
  )
}
