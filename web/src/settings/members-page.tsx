import { App, Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useSession, useWrite } from '../api/hooks.ts'
import { Field } from '../ui/field.tsx'
import { Mark } from '../ui/figures.tsx'
import { Part } from '../ui/page.tsx'
import { Loaded, useProblemText } from '../ui/states.tsx'
import { DataTable } from '../ui/table.tsx'
import { SettingsPage } from './settings-page.tsx'

export const roles = ['owner', 'marketer', 'analyst', 'viewer', 'agent'] as const
type Role = (typeof roles)[number]

export function MembersPage() {
  const { t } = useTranslation()
  const session = useSession()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const query = useRead('/members')
  const update = useWrite('patch', '/members/{id}', ['/members'])
  const remove = useWrite('delete', '/members/{id}', ['/members'])
  const [adding, setAdding] = useState(false)
  const fail = (error: unknown) => void message.error(problem(error))
  const ask = (row: { userId: string; displayName: string }) =>
    modal.confirm({
      icon: null,
      title: t('settings.members.removeAsk', { name: row.displayName }),
      content: t('settings.members.removeText'),
      okText: t('settings.members.remove'),
      onOk: () =>
        remove
          .mutateAsync({ path: { id: row.userId } })
          .then(() => message.success(t('settings.members.removed', { name: row.displayName })), fail),
    })
  return (
    <SettingsPage
      tab="members"
      answers={t('settings.members.answers')}
      actions={<Button onClick={() => setAdding(true)}>{t('settings.members.add')}</Button>}
    >
      <Part title={t('settings.members.list')}>
        <Loaded query={query} where={t('settings.members.list')} height={240}>
          {({ items }) => (
            <DataTable
              label={t('settings.members.list')}
              rows={items}
              rowKey={(row) => row.userId}
              columns={[
                {
                  key: 'name',
                  title: t('settings.members.name'),
                  render: (row) => (
                    <>
                      {row.displayName}{' '}
                      {row.userId === session?.user?.id ? <Mark>{t('settings.members.you')}</Mark> : null}{' '}
                      {row.disabled ? <Mark tone="quiet">{t('settings.members.disabled')}</Mark> : null}
                    </>
                  ),
                },
                { key: 'email', title: t('settings.members.email'), render: (row) => row.email },
                {
                  key: 'role',
                  title: t('settings.members.role'),
                  render: (row) => (
                    <Select<Role>
                      aria-label={`${t('settings.members.role')}: ${row.displayName}`}
                      style={{ minWidth: 140 }}
                      value={row.role}
                      onChange={(role) =>
                        update.mutate({ path: { id: row.userId }, body: { role } }, { onError: fail })
                      }
                      options={roles.map((value) => ({ value, label: t(`settings.members.roles.${value}`) }))}
                    />
                  ),
                },
                {
                  key: 'help',
                  title: <span className="visually-hidden">{t('settings.members.roleHelpHead')}</span>,
                  render: (row) => (
                    <span className="faint">{t(`settings.members.roleHelp.${row.role}`)}</span>
                  ),
                },
                {
                  key: 'do',
                  title: <span className="visually-hidden">{t('settings.members.remove')}</span>,
                  figure: true,
                  render: (row) => (
                    <Button size="small" onClick={() => ask(row)}>
                      {t('settings.members.remove')}
                    </Button>
                  ),
                },
              ]}
            />
          )}
        </Loaded>
      </Part>
      {adding ? <AddMember onClose={() => setAdding(false)} /> : null}
    </SettingsPage>
  )
}

function AddMember({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const add = useWrite('post', '/members', ['/members'])
  const [email, setEmail] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [role, setRole] = useState<Role>('marketer')
  const [password, setPassword] = useState('')
  const save = async () => {
    try {
      await add.mutateAsync({
        body: {
          email: email.trim(),
          displayName: displayName.trim(),
          role,
          ...(password ? { password } : {}),
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
      title={t('settings.members.add')}
      okText={t('common.add')}
      okButtonProps={{ disabled: !email.includes('@') || displayName.trim() === '', loading: add.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Field label={t('settings.members.email')}>
        <Input
          type="email"
          autoFocus
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label={t('settings.members.name')}>
        <Input
          autoComplete="off"
          value={displayName}
          maxLength={100}
          onChange={(event) => setDisplayName(event.target.value)}
        />
      </Field>
      <Field label={t('settings.members.role')}>
        <Select
          value={role}
          onChange={setRole}
          options={roles.map((value) => ({
            value,
            label: `${t(`settings.members.roles.${value}`)} · ${t(`settings.members.roleHelp.${value}`)}`,
          }))}
        />
      </Field>
      <Field label={t('settings.members.password')}>
        <Input
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <span className="field-help">{t('settings.members.passwordHelp')}</span>
      </Field>
    </Modal>
  )
}
