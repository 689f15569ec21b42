import { Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsentPolicy } from '../../customers/consent/words.ts'
import { Field } from '../../ui/field.tsx'

/** A purpose of the workspace's own; stored with the policy. */
export function NewPurpose({
  taken,
  onAdd,
  onClose,
}: {
  taken: readonly string[]
  onAdd: (purpose: ConsentPolicy['purposes'][number]) => void
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [form, setForm] = useState({ id: '', en: '', zh: '', perChannel: true })
  const set = (part: Partial<typeof form>) => setForm((old) => ({ ...old, ...part }))
  const ready =
    /^[a-z][a-z0-9_]{1,39}$/.test(form.id) &&
    !taken.includes(form.id) &&
    form.en.trim() !== '' &&
    form.zh.trim() !== ''
  return (
    <Modal
      open
      title={t('consent.settings.addPurpose')}
      okText={t('common.add')}
      okButtonProps={{ disabled: !ready }}
      onOk={() =>
        onAdd({
          id: form.id,
          label: { en: form.en.trim(), 'zh-CN': form.zh.trim() },
          perChannel: form.perChannel,
          custom: true,
        })
      }
      onCancel={onClose}
      destroyOnHidden
    >
      <Field label={t('consent.settings.purposeId')}>
        <Input
          value={form.id}
          maxLength={40}
          autoFocus
          onChange={(event) => set({ id: event.target.value })}
        />
        <span className="field-help">{t('consent.settings.purposeIdHelp')}</span>
      </Field>
      <Field label={t('consent.settings.purposeEn')}>
        <Input value={form.en} maxLength={80} onChange={(event) => set({ en: event.target.value })} />
      </Field>
      <Field label={t('consent.settings.purposeZh')}>
        <Input value={form.zh} maxLength={80} onChange={(event) => set({ zh: event.target.value })} />
      </Field>
      <Checkbox checked={form.perChannel} onChange={(event) => set({ perChannel: event.target.checked })}>
        {t('consent.settings.perChannel')}
      </Checkbox>
    </Modal>
  )
}
