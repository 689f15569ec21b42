import { App, Button, Drawer, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useLanguage } from '../../ui/use-format.ts'
import type { CreativeEditing } from './channels.tsx'
import { LetterPreview } from './letter-preview.tsx'

const variables = ['customer.name', 'brand.name', 'offer.words', 'offer.code', 'offer.valid_days']

/** The words of a letter on the left, its sheet on the right. */
export function LetterEditor({ saved, offerId, onClose, onSaved }: CreativeEditing) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const reading = useLanguage()
  const create = useWrite('post', '/creatives', ['/creatives', '/campaigns'])
  const update = useWrite('put', '/creatives/{id}', ['/creatives', '/campaigns'])
  const [letter, setLetter] = useState({
    name: saved?.name ?? '',
    language: saved?.language ?? reading,
    subject: saved?.subject ?? '',
    text: saved?.text ?? '',
  })
  const set = (part: Partial<typeof letter>) => setLetter((old) => ({ ...old, ...part }))
  const save = async () => {
    const body = { ...letter, channel: 'post' as const }
    try {
      const kept = saved
        ? await update.mutateAsync({ path: { id: saved.id }, body })
        : await create.mutateAsync({ body })
      void message.success(t('campaigns.creative.saved'))
      onSaved(kept)
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const saveButton = (
    <Button
      type="primary"
      disabled={letter.name.trim() === '' || letter.text.trim() === ''}
      loading={create.isPending || update.isPending}
      onClick={() => void save()}
    >
      {t('common.save')}
    </Button>
  )
  return (
    <Drawer
      open
      size="min(960px, 94vw)"
      title={t(saved ? 'letters.editor.edit' : 'letters.editor.new')}
      onClose={onClose}
      extra={saveButton}
    >
      <div className="creative-editor">
        <div className="stack">
          <Field label={t('common.name')}>
            <Input
              value={letter.name}
              maxLength={100}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Field>
          <Field label={t('campaigns.creative.language')}>
            <Select
              value={letter.language}
              onChange={(language) => set({ language })}
              options={(['zh-CN', 'en'] as const).map((value) => ({
                value,
                label: t(`campaigns.creative.languages.${value}`),
              }))}
            />
          </Field>
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
    </Drawer>
  )
}
