import { App, Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useMay, useRefresh } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { type ListControl, standardView } from './list-state.ts'

/** Saved views: which one is open, and what can be done with it. */
export function ViewMenu({ control }: { control: ListControl }) {
  const { t } = useTranslation()
  const { view, views, isChanged, open } = control
  const store = useViewStore(control)
  const manages = useMay('settings.manage')
  const [naming, setNaming] = useState(false)
  const own = views.filter((one) => one.isMine)
  const shared = views.filter((one) => !one.isMine)
  const options = [
    { value: standardView, label: t('customers.views.standard') },
    ...(own.length > 0
      ? [{ label: t('customers.views.own'), options: own.map((one) => ({ value: one.id, label: one.name })) }]
      : []),
    ...(shared.length > 0
      ? [
          {
            label: t('customers.views.shared'),
            options: shared.map((one) => ({ value: one.id, label: one.name })),
          },
        ]
      : []),
  ]
  return (
    <div className="bar">
      <Select
        aria-label={t('customers.views.label')}
        style={{ minWidth: 180 }}
        popupMatchSelectWidth={false}
        value={view?.id ?? standardView}
        onChange={open}
        options={options}
      />
      {isChanged && view?.isMine ? (
        <Button loading={store.busy} onClick={() => void store.overwrite()}>
          {t('customers.views.saveChanges')}
        </Button>
      ) : null}
      <Button onClick={() => setNaming(true)}>{t('customers.views.saveAs')}</Button>
      {view && !view.isDefault ? (
        <Button type="text" onClick={() => void store.makeDefault(view.id)}>
          {t('customers.views.makeDefault')}
        </Button>
      ) : null}
      {view?.isDefault || (!view && views.some((one) => one.isDefault)) ? (
        <Button type="text" onClick={() => void store.makeDefault(null)}>
          {t('customers.views.noDefault')}
        </Button>
      ) : null}
      {view && (view.isMine || manages) ? (
        <Button type="text" onClick={() => void store.remove()}>
          {t('customers.views.delete')}
        </Button>
      ) : null}
      <NameView open={naming} onClose={() => setNaming(false)} onSave={store.create} />
    </div>
  )
}

function useViewStore({ state, view, open }: ListControl) {
  const { t } = useTranslation()
  const send = useCall()
  const refresh = useRefresh()
  const { message, modal } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  const guarded = async (work: () => Promise<void>): Promise<boolean> => {
    setBusy(true)
    try {
      await work()
      await refresh('/customer-views')
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  const content = { ...state, rule: state.rule as Record<string, unknown> | null }
  return {
    busy,
    create: (name: string, shared: boolean) =>
      guarded(async () => {
        const made = await send('post', '/customer-views', { body: { name, shared, content } })
        await refresh('/customer-views')
        open(made.id)
        void message.success(t('customers.views.saved', { name }))
      }),
    overwrite: () =>
      guarded(async () => {
        if (!view) return
        const { id, name, shared } = view
        await send('put', '/customer-views/{id}', { path: { id }, body: { name, shared, content } })
        await refresh('/customer-views')
        open(id)
        void message.success(t('customers.views.saved', { name }))
      }),
    makeDefault: (id: string | null) =>
      guarded(async () => {
        await send('post', '/customer-views/default', { body: { id } })
        void message.success(t(id === null ? 'customers.views.isNoDefault' : 'customers.views.isDefault'))
      }),
    remove: async () => {
      if (!view) return
      const { id, name } = view
      await modal.confirm({
        title: t('customers.views.deleteTitle', { name }),
        content: t(view.shared ? 'customers.views.deleteShared' : 'customers.views.deleteOwn'),
        okText: t('customers.views.delete'),
        onOk: () =>
          guarded(async () => {
            await send('delete', '/customer-views/{id}', { path: { id } })
            open(standardView)
          }).then(() => undefined),
      })
    },
  }
}

function NameView({
  open,
  onClose,
  onSave,
}: {
  open: boolean
  onClose: () => void
  onSave: (name: string, shared: boolean) => Promise<boolean>
}) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const save = async () => {
    if (!(await onSave(name.trim(), shared))) return
    setName('')
    setShared(false)
    onClose()
  }
  return (
    <Modal
      open={open}
      title={t('customers.views.saveAs')}
      okText={t('common.save')}
      okButtonProps={{ disabled: name.trim() === '' }}
      onOk={() => void save()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack">
        <Field label={t('common.name')}>
          <Input
            value={name}
            maxLength={60}
            autoFocus
            onChange={(event) => setName(event.target.value)}
            onPressEnter={() => (name.trim() === '' ? undefined : void save())}
          />
        </Field>
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          {t('customers.views.share')}
        </Checkbox>
        <p className="faint">{t('customers.views.savedWhat')}</p>
      </div>
    </Modal>
  )
}
