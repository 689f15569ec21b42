import { App, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'

const reasons = ['moved', 'unknown', 'bad_address', 'refused', 'not_collected'] as const

/** What the post brought back, by the numbers on the letters. */
export function ReturnedDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [text, setText] = useState('')
  const [reason, setReason] = useState<(typeof reasons)[number]>('moved')
  const [unknown, setUnknown] = useState<readonly string[]>([])
  const mark = useWrite('post', '/letters/returned', ['/letters', '/deliveries', '/do-not-send'])
  const codes = text
    .split(/[\n,;，；]+/)
    .map((code) => code.trim())
    .filter((code) => code !== '')
  const save = async () => {
    try {
      const { marked, already, unknown: left } = await mark.mutateAsync({ body: { codes, reason } })
      if (marked + already > 0) void message.success(t('letters.marked', { marked, already }))
      setUnknown(left)
      setText(left.join('\n'))
      if (left.length === 0) onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('letters.returned')}
      okText={t('letters.mark')}
      okButtonProps={{ disabled: codes.length === 0, loading: mark.isPending }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{t('letters.returnedHelp')}</p>
        <Field label={t('letters.why')}>
          <Select
            value={reason}
            onChange={setReason}
            options={reasons.map((value) => ({ value, label: t(`letters.reasons.${value}`) }))}
          />
        </Field>
        <Field label={t('letters.codes')}>
          <Input.TextArea rows={6} value={text} autoFocus onChange={(event) => setText(event.target.value)} />
        </Field>
        {unknown.length > 0 ? (
          <p className="notice notice-look" role="alert">
            {t('letters.unknown', { list: unknown.slice(0, 5).join(', ') })}
          </p>
        ) : null}
      </div>
    </Modal>
  )
}
