import { App, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { LetterSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'

const windows = ['din-5008-b', 'din-5008-a', 'own'] as const
const measures = [
  { key: 'x', min: 5, max: 120 },
  { key: 'y', min: 10, max: 110 },
  { key: 'width', min: 50, max: 120 },
  { key: 'height', min: 20, max: 60 },
] as const

/** Who letters come from, and where the window of their envelopes is. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const query = useRead('/letters/settings')
  const [changed, setChanged] = useState<LetterSettings | null>(null)
  const save = useWrite('put', '/letters/settings', ['/letters'])
  const keep = async () => {
    if (changed === null) return onClose()
    try {
      await save.mutateAsync({ body: changed })
      void message.success(t('letters.form.saved'))
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('letters.settings')}
      okText={t('common.save')}
      okButtonProps={{ loading: save.isPending }}
      onOk={() => void keep()}
      onCancel={onClose}
    >
      <Loaded query={query} where={t('letters.settings')} height={320}>
        {(kept) => <Form settings={changed ?? kept} onChange={setChanged} />}
      </Loaded>
    </Modal>
  )
}

function Form({
  settings,
  onChange,
}: {
  settings: LetterSettings
  onChange: (settings: LetterSettings) => void
}) {
  const { t } = useTranslation()
  const set = (part: Partial<LetterSettings>) => onChange({ ...settings, ...part })
  const line = (name: 'sender' | 'returnAddress' | 'legalLine', most: number) => (
    <Input value={settings[name]} maxLength={most} onChange={({ target }) => set({ [name]: target.value })} />
  )
  return (
    <div className="stack">
      <Field label={t('letters.form.sender')} optional>
        {line('sender', 120)}
        <span className="field-help">{t('letters.form.senderHelp')}</span>
      </Field>
      <Field label={t('letters.form.returnAddress')}>
        {line('returnAddress', 200)}
        <span className="field-help">{t('letters.form.returnAddressHelp')}</span>
      </Field>
      <Field label={t('letters.form.legalLine')} optional>
        {line('legalLine', 400)}
      </Field>
      <Field label={t('letters.form.window')}>
        <Select
          value={settings.window}
          onChange={(window) => set({ window })}
          options={windows.map((value) => ({ value, label: t(`letters.form.windows.${value}`) }))}
        />
      </Field>
      {settings.window === 'own' ? (
        <div className="fields-row">
          {measures.map(({ key, min, max }) => (
            <Field key={key} label={t(`letters.form.${key}`)}>
              <InputNumber
                {...{ min, max }}
                value={settings.ownWindow[key]}
                onChange={(value) => set({ ownWindow: { ...settings.ownWindow, [key]: value ?? min } })}
              />
            </Field>
          ))}
        </div>
      ) : null}
    </div>
  )
}
