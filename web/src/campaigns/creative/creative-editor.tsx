import { Button, Input } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Creative, Picture } from '../../api/types.ts'
import { PicturePicker } from '../../pictures/picture-picker.tsx'
import { Field } from '../../ui/field.tsx'
import { CreativePreview } from './creative-preview.tsx'
import { CreativeDrawer, NameAndLanguages, useKeepCreative } from './editor-frame.tsx'
import { customerNumber, PreviewFor } from './preview-for.tsx'
import { TestSend } from './test-send.tsx'
import { useCheck } from './use-check.ts'
import { inAllLanguages, useWriting } from './use-writing.ts'
import { Variables } from './variables.tsx'

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
  const writing = useWriting(saved, (source) => ({
    subject: source?.subject ?? '',
    preheader: source?.preheader ?? '',
    mjml: source?.mjml ?? '',
  }))
  const { words, set } = writing
  const [customerId, setCustomerId] = useState('')
  const [isPicking, setPicking] = useState(false)
  const body = useRef<TextAreaRef>(null)
  const who = customerNumber(customerId)
  const creative = {
    ...inAllLanguages(writing, ({ subject, preheader, mjml }) => ({ subject, preheader, mjml })),
    ...{ channel: saved.channel, templateId: saved.templateId },
  }
  const check = useCheck(writing, creative, { offerId, customerId: who }).data
  return (
    <CreativeDrawer
      title={t('campaigns.creative.edit')}
      widestPx={1280}
      isComplete={writing.name.trim() !== '' && writing.all.every(({ subject }) => subject.trim() !== '')}
      isKeeping={isKeeping}
      onKeep={() => keep(creative)}
      onClose={onClose}
    >
      <div className="creative-editor">
        <div className="stack">
          <NameAndLanguages writing={writing} check={check} />
          <Field label={t('campaigns.creative.subject')}>
            <Input
              value={words.subject}
              maxLength={200}
              onChange={(event) => set({ subject: event.target.value })}
            />
          </Field>
          <Field label={t('campaigns.creative.preheader')}>
            <Input
              value={words.preheader}
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
              value={words.mjml}
              onChange={(event) => set({ mjml: event.target.value })}
            />
          </Field>
          <Variables channel="email" />
        </div>
        {isPicking ? (
          <PicturePicker
            onClose={() => setPicking(false)}
            onChoose={(picture) => {
              const at = body.current?.resizableTextArea?.textArea.selectionStart ?? words.mjml.length
              set({ mjml: withPicture(words.mjml, at, picture) })
              setPicking(false)
            }}
          />
        ) : null}
        <div className="stack">
          <PreviewFor value={customerId} onChange={setCustomerId} check={check} />
          <CreativePreview creative={words} offerId={offerId} customerId={who} height="62vh" />
          <TestSend channel="email" words={words} offerId={offerId} />
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
