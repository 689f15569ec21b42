import { Input, type InputRef } from 'antd'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../ui/field.tsx'
import type { Work } from './use-work.ts'

/** What was said, and what comes next. */
export function NoteFields({ work, note }: { work: Work; note: RefObject<InputRef | null> }) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={`${t('desk.note')} · ${t('desk.noteHelp')}`} optional>
        <Input
          ref={note}
          value={work.note}
          maxLength={2_000}
          readOnly={!work.takesNote}
          onChange={(event) => work.setNote(event.target.value)}
          onPressEnter={(event) => event.currentTarget.blur()}
        />
      </Field>
      <Field label={t('desk.nextStep')} optional>
        <Input
          value={work.nextStep}
          maxLength={200}
          readOnly={!work.takesNote}
          onChange={(event) => work.setNextStep(event.target.value)}
          onPressEnter={(event) => event.currentTarget.blur()}
        />
      </Field>
    </>
  )
}
