import { Checkbox, Input, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { Case } from '../../api/types.ts'
import { ToldDialog } from '../../customers/told/told-dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { severityIds, topicIds } from './words.tsx'

const touched = ['/cases', '/case-figures', '/customers']
const answers = ['call', 'mail', 'chat', 'shop'] as const
const outcomes = ['recovered', 'lost', 'unfounded'] as const
const tones = [
  [-1, 'bad'],
  [0, 'neutral'],
  [1, 'good'],
] as const

function Note({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={t('cases.note')} optional>
      <Input.TextArea
        rows={3}
        maxLength={1_000}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  )
}
const noteOf = (note: string) => (note.trim() === '' ? null : note)

export function CodingDialog({ one, onClose }: { one: Case; onClose: () => void }) {
  const { t } = useTranslation()
  const [form, setForm] = useState({ topics: one.topics, severity: one.severity, sentiment: one.sentiment })
  const [note, setNote] = useState('')
  const save = useWrite('post', '/cases/{id}/coding', touched)
  return (
    <ToldDialog
      title={t('cases.correct')}
      isComplete
      onSave={() => save.mutateAsync({ path: { id: one.id }, body: { ...form, note: noteOf(note) } })}
      onClose={onClose}
    >
      <p className="field-help">{t('cases.correctHelp')}</p>
      <fieldset className="field" aria-label={t('cases.about')}>
        <span>{t('cases.about')}</span>
        <Checkbox.Group
          value={form.topics}
          onChange={(topics) => setForm({ ...form, topics: topics as Case['topics'] })}
          options={topicIds.map((value) => ({ value, label: t(`cases.topics.${value}`) }))}
        />
      </fieldset>
      <fieldset className="field" aria-label={t('cases.severity')}>
        <span>{t('cases.severity')}</span>
        <Segmented
          value={form.severity}
          onChange={(severity) => setForm({ ...form, severity })}
          options={severityIds.map((key, i) => ({ value: i + 1, label: t(`cases.severities.${key}`) }))}
        />
      </fieldset>
      <fieldset className="field" aria-label={t('cases.tone')}>
        <span>{t('cases.tone')}</span>
        <Segmented
          value={form.sentiment}
          onChange={(sentiment) => setForm({ ...form, sentiment: sentiment as Case['sentiment'] })}
          options={tones.map(([value, key]) => ({ value, label: t(`cases.tones.${key}`) }))}
        />
      </fieldset>
      <Note value={note} onChange={setNote} />
    </ToldDialog>
  )
}

export function AnswerDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [channel, setChannel] = useState<(typeof answers)[number]>('call')
  const [note, setNote] = useState('')
  const save = useWrite('post', '/cases/{id}/answers', touched)
  return (
    <ToldDialog
      title={t('cases.answer')}
      isComplete
      onSave={() => save.mutateAsync({ path: { id }, body: { channel, note: noteOf(note) } })}
      onClose={onClose}
    >
      <Field label={t('cases.answeredBy')}>
        <Select
          value={channel}
          onChange={(next: (typeof answers)[number]) => setChannel(next)}
          options={answers.map((value) => ({ value, label: t(`cases.channels.${value}`) }))}
        />
      </Field>
      <Note value={note} onChange={setNote} />
    </ToldDialog>
  )
}

export function CloseDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>('recovered')
  const [satisfaction, setSatisfaction] = useState(0)
  const [note, setNote] = useState('')
  const save = useWrite('post', '/cases/{id}/closing', touched)
  const body = { outcome, satisfaction: satisfaction === 0 ? null : satisfaction, note: noteOf(note) }
  return (
    <ToldDialog
      title={t('cases.close')}
      isComplete
      onSave={() => save.mutateAsync({ path: { id }, body })}
      onClose={onClose}
    >
      <fieldset className="field" aria-label={t('cases.outcome')}>
        <span>{t('cases.outcome')}</span>
        <Segmented
          value={outcome}
          onChange={setOutcome}
          options={outcomes.map((value) => ({ value, label: t(`cases.outcomes.${value}`) }))}
        />
      </fieldset>
      <fieldset className="field" aria-label={t('cases.satisfaction')}>
        <span>{t('cases.satisfaction')}</span>
        <Segmented
          value={satisfaction}
          onChange={setSatisfaction}
          options={[
            { value: 0, label: t('cases.notAsked') },
            ...[1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) })),
          ]}
        />
        <span className="field-help">{t('cases.satisfactionHelp')}</span>
      </fieldset>
      <Note value={note} onChange={setNote} />
    </ToldDialog>
  )
}

export function ReopenDialog({ id, isUndo, onClose }: { id: string; isUndo: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const save = useWrite('post', '/cases/{id}/reopening', touched)
  const help: ReactNode = isUndo ? null : <p className="field-help">{t('cases.reopenHelp')}</p>
  return (
    <ToldDialog
      title={t(isUndo ? 'cases.undoClose' : 'cases.reopen')}
      isComplete
      onSave={() => save.mutateAsync({ path: { id }, body: { isUndo, note: noteOf(note) } })}
      onClose={onClose}
    >
      {help}
      <Note value={note} onChange={setNote} />
    </ToldDialog>
  )
}
