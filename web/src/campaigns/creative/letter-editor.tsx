import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import type { CreativeEditing } from './channels.tsx'
import { CreativeDrawer, NameAndLanguages, useKeepCreative } from './editor-frame.tsx'
import { LetterPreview } from './letter-preview.tsx'
import { customerNumber, PreviewFor } from './preview-for.tsx'
import { useCheck } from './use-check.ts'
import { inAllLanguages, useWriting } from './use-writing.ts'
import { Variables } from './variables.tsx'

/** The words of a letter on the left, its sheet on the right. */
export function LetterEditor({ saved, offerId, onClose, onSaved }: CreativeEditing) {
  const { t } = useTranslation()
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const writing = useWriting(saved, (source) => ({
    subject: source?.subject ?? '',
    text: source?.text ?? '',
  }))
  const { words, set } = writing
  const [customerId, setCustomerId] = useState('')
  const creative = {
    ...inAllLanguages(writing, ({ subject, text }) => ({ subject, text })),
    channel: 'post' as const,
  }
  const check = useCheck(writing, creative, { offerId, customerId: customerNumber(customerId) }).data
  return (
    <CreativeDrawer
      title={t(saved ? 'letters.editor.edit' : 'letters.editor.new')}
      widestPx={960}
      isComplete={writing.name.trim() !== '' && writing.all.every(({ text }) => text.trim() !== '')}
      isKeeping={isKeeping}
      onKeep={() => keep(creative)}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguages writing={writing} check={check} />
          <Field label={t('letters.editor.headline')} optional>
            <Input
              value={words.subject}
              maxLength={120}
              onChange={(event) => set({ subject: event.target.value })}
            />
          </Field>
          <Field label={t('letters.editor.text')}>
            <Input.TextArea
              autoSize={{ minRows: 10, maxRows: 24 }}
              maxLength={3_000}
              value={words.text}
              onChange={(event) => set({ text: event.target.value })}
            />
            <span className="field-help">{t('letters.editor.textHelp')}</span>
          </Field>
          <Variables channel="post" />
        </div>
        <div className="stack">
          {writing.languages.length > 1 ? (
            <PreviewFor value={customerId} onChange={setCustomerId} check={check} />
          ) : null}
          <LetterPreview creative={words} offerId={offerId} />
        </div>
      </div>
    </CreativeDrawer>
  )
}
