import { Button, Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Creative, Picture } from '../../api/types.ts'
import { PicturePicker } from '../../pictures/picture-picker.tsx'
import { Field } from '../../ui/field.tsx'
import { CreativePreview, usePreview } from './creative-preview.tsx'
import { CreativeDrawer, NameAndLanguage, useKeepCreative } from './editor-frame.tsx'

/** Within the column of 560 and its margins. */
const widestPx = 512

/** Subject, preview line and body on the left, the rendered message on the right. */
export function CreativeEditor({
  saved,
  offerId,
  onClose,
}: {
  saved: Creative
  offerId: string | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { keep, isKeeping } = useKeepCreative({ saved, onClose })
  const [creative, setCreative] = useState({
    name: saved.name,
    channel: saved.channel,
    language: saved.language,
    templateId: saved.templateId,
    subject: saved.subject,
    preheader: saved.preheader,
    mjml: saved.mjml,
  })
  const [customerId, setCustomerId] = useState('')
  const [isPicking, setPicking] = useState(false)
  const body = useRef<TextAreaRef>(null)
  const set = (part: Partial<typeof creative>) => setCreative((old) => ({ ...old, ...part }))
  const who = /^[1-9]\d*$/.test(customerId) ? customerId : null
  const variables = usePreview(creative, offerId, who).data?.variables ?? []
  return (
    <CreativeDrawer
      title={t('campaigns.creative.edit')}
      widestPx={1280}
      isComplete={creative.name.trim() !== '' && creative.subject.trim() !== ''}
      isKeeping={isKeeping}
      onKeep={() => keep(creative)}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <div className="fields-row">
            <NameAndLanguage value={creative} onChange={set} />
          </div>
          <Field label={t('campaigns.creative.subject')}>
            <Input
              value={creative.subject}
              maxLength={200}
              onChange={(event) => set({ subject: event.target.value })}
            />
          </Field>
          <Field label={t('campaigns.creative.preheader')}>
            <Input
              value={creative.preheader}
              maxLength={200}
              onChange={(event) => set({ preheader: event.target.value })}
            />
            <span className="field-help">{t('campaigns.creative.preheaderHelp')}</span>
          </Field>
          <p>
            <Button onClick={() => setPicking(true)}>{t('pictures.insert')}</Button>
          </p>
          <Field label={t('campaigns.creative.body')}>
            <Input.TextArea
              ref={body}
              className="code"
              autoSize={{ minRows: 18, maxRows: 30 }}
              spellCheck={false}
              value={creative.mjml}
              onChange={(event) => set({ mjml: event.target.value })}
            />
          </Field>
          {variables.length > 0 ? (
            <p className="faint">
              {t('campaigns.creative.variables')}: {variables.map((name) => `{{ ${name} }}`).join('  ')}
            </p>
          ) : null}
        </div>
        {isPicking ? (
          <PicturePicker
            onClose={() => setPicking(false)}
            onChoose={(picture) => {
              const at = body.current?.resizableTextArea?.textArea.selectionStart ?? creative.mjml.length
              set({ mjml: withPicture(creative.mjml, at, picture) })
              setPicking(false)
            }}
          />
        ) : null}
        <div className="stack">
          <Field label={t('campaigns.creative.previewFor')} optional>
            <Input
              value={customerId}
              inputMode="numeric"
              style={{ maxWidth: 200 }}
              onChange={(event) => setCustomerId(event.target.value.trim())}
            />
          </Field>
          <CreativePreview creative={creative} offerId={offerId} customerId={who} height="68vh" />
        </div>
      </div>
    </CreativeDrawer>
  )
}

/** A picture at the cursor; its address and its words are written by us, so nothing in them is markup. */
function withPicture(mjml: string, at: number, { path, alt, width }: Picture): string {
  const words = alt.replace(/[&<>"{}]/g, (character) => `&#${character.charCodeAt(0)};`)
  const shown = Math.min(width, widestPx)
  return `${mjml.slice(0, at)}<mj-image src="${path}" alt="${words}" width="${shown}px" />\n${mjml.slice(at)}`
}
