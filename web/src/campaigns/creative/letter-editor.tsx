import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import { useLanguage } from '../../ui/use-format.ts'
import type { CreativeEditing } from './channels.tsx'
import { CreativeDrawer, NameAndLanguage, useKeepCreative } from './editor-frame.tsx'
import { LetterPreview } from './letter-preview.tsx'

const variables = ['customer.name', 'brand.name', 'offer.words', 'offer.code', 'offer.valid_days']

/** The words of a letter on the left, its sheet on the right. */
export function LetterEditor({ saved, offerId, onClose, onSaved }: CreativeEditing) {
  const { t } = useTranslation()
  const reading = useLanguage()
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const [letter, setLetter] = useState({
    name: saved?.name ?? '',
    language: saved?.language ?? reading,
    subject: saved?.subject ?? '',
    text: saved?.text ?? '',
  })
  const set = (part: Partial<typeof letter>) => setLetter((old) => ({ ...old, ...part }))
  return (
    <CreativeDrawer
      title={t(saved ? 'letters.editor.edit' : 'letters.editor.new')}
      widestPx={960}
      isComplete={letter.name.trim() !== '' && letter.text.trim() !== ''}
      isKeeping={isKeeping}
      onKeep={() => keep({ ...letter, channel: 'post' })}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguage value={letter} onChange={set} />
          <Field label={t('letters.editor.headline')} optional>
            <Input
              value={letter.subject}
              maxLength={120}
              onChange={(event) => set({ subject: event.target.value })}
            />
          </Field>
          <Field label={t('letters.editor.text')}>
            <Input.TextArea
              autoSize={{ minRows: 10, maxRows: 24 }}
              maxLength={3_000}
              value={letter.text}
              onChange={(event) => set({ text: event.target.value })}
            />
            <span className="field-help">{t('letters.editor.textHelp')}</span>
          </Field>
          <p className="faint">
            {t('campaigns.creative.variables')}: {variables.map((name) => `{{ ${name} }}`).join('  ')}
          </p>
        </div>
        <LetterPreview creative={letter} offerId={offerId} />
      </div>
    </CreativeDrawer>
  )
}
