import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarItem } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import type { useNotes } from './use-notes.ts'

/** Writes a note for a day or several, or changes one. */
export function NoteDialog({
  note,
  day,
  notes,
  onClose,
}: {
  /** Null: a new one. */
  note: CalendarItem | null
  day: string
  notes: ReturnType<typeof useNotes>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState({
    ...{ day: note?.from ?? day, until: note?.until ?? day, text: note?.title.en ?? '' },
  })
  const isOrdered = draft.until >= draft.day
  const isWhole = draft.text.trim() !== '' && draft.day !== '' && isOrdered
  const save = () =>
    notes
      .save({ ...draft, text: draft.text.trim() }, note)
      .then(onClose)
      .catch(notes.fail)
  return (
    <Modal
      open
      title={note ? t('calendar.noteEdit') : t('calendar.noteNew')}
      okText={t('common.save')}
      okButtonProps={{ disabled: !isWhole, loading: notes.isSaving }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <Field label={t('calendar.noteText')}>
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={300}
          value={draft.text}
          onChange={({ target }) => setDraft((old) => ({ ...old, text: target.value }))}
        />
        <span className="field-help">{t('calendar.noteTextHelp')}</span>
      </Field>
      <div className="fields-row">
        <Field label={t('calendar.noteDay')}>
          <Input
            type="date"
            value={draft.day}
            onChange={({ target }) =>
              setDraft((old) => ({
                ...old,
                day: target.value,
                // ISO days sort as text.
                until: [target.value, old.until].sort()[1] ?? old.until,
              }))
            }
          />
        </Field>
        <Field label={t('calendar.noteUntil')}>
          <Input
            type="date"
            value={draft.until}
            min={draft.day}
            onChange={({ target }) => setDraft((old) => ({ ...old, until: target.value }))}
          />
        </Field>
      </div>
      {isOrdered ? null : <p className="notice notice-look">{t('calendar.noteOrder')}</p>}
      {note ? (
        <Button
          onClick={() => {
            void notes.remove(note)
            onClose()
          }}
        >
          {t('calendar.noteRemove')}
        </Button>
      ) : null}
    </Modal>
  )
}
