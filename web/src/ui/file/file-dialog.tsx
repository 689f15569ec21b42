import { Input, Modal, Radio } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/hooks.ts'
import type { SmallGroupChoice } from '../../api/types.ts'
import { Field } from '../field.tsx'
import { PurposeSelect } from '../purpose-select.tsx'
import { ErrorState, Loading } from '../states.tsx'
import { useFile } from './use-file.ts'

/** What a kind of file asks before it leaves. */
export interface FileQuestion<Check extends { below: number }> {
  title: string
  /** Where it is fetched: `/customers/export`. */
  path: string
  /** Of the request, besides reason and purpose. */
  body: object
  /** Looks for rows that few are alike to. */
  check: (signal: AbortSignal) => Promise<Check>
  /** What those rows are, and what may become of them beside all being given as they are. */
  few: (check: Check) => { found: string; choices: { value: SmallGroupChoice; label: string }[] }
  /** @param choice null: there were no such rows */
  fileName: (choice: SmallGroupChoice | null) => string
}

/** Before a file of people leaves: who in it could be recognised, what to do about that, and what it is for. */
export function FileDialog<Check extends { below: number }>({
  question,
  onClose,
}: {
  question: FileQuestion<Check>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const file = useFile(question.path)
  const [reason, setReason] = useState('')
  const [purpose, setPurpose] = useState('analysis')
  const { check, problem } = useCheck(question.check)
  const [chosen, setChosen] = useState<SmallGroupChoice | null>(null)
  const few = check !== null && check.below > 0 ? question.few(check) : null
  const choice = few === null ? null : (chosen ?? few.choices[0]?.value ?? 'leave_out')
  const given = reason.trim()
  const isReady = given.length >= 3 && check !== null
  const give = async () => {
    if (!isReady || file.busy) return
    const body = { ...question.body, reason: given, purpose, ...(choice && { smallGroups: choice }) }
    if (await file.take(body, question.fileName(choice))) onClose()
  }
  return (
    <Modal
      open
      title={question.title}
      okText={t('customers.export.take')}
      okButtonProps={{ disabled: !isReady, loading: file.busy }}
      onOk={() => void give()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack-tight">
        {problem ? <ErrorState error={problem} where={question.title} /> : null}
        {check === null && !problem ? <Loading height={48} /> : null}
        {few ? <Choice few={few} choice={choice} onChoose={setChosen} /> : null}
        <PurposeSelect value={purpose} onChange={setPurpose} />
        <Field label={t('customers.export.reason')}>
          <Input
            autoFocus
            value={reason}
            maxLength={300}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={() => void give()}
          />
          <span className="field-help">{t('customers.export.reasonHelp')}</span>
        </Field>
      </div>
    </Modal>
  )
}

function useCheck<Check>(ask: (signal: AbortSignal) => Promise<Check>) {
  const [check, setCheck] = useState<Check | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  // The list behind the dialog cannot change while it is open: asked once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const leaving = new AbortController()
    ask(leaving.signal).then(setCheck, (error: unknown) => {
      if (!leaving.signal.aborted) setProblem(error)
    })
    return () => leaving.abort()
  }, [])
  return { check, problem }
}

function Choice({
  few,
  choice,
  onChoose,
}: {
  few: { found: ReactNode; choices: { value: SmallGroupChoice; label: string }[] }
  choice: SmallGroupChoice | null
  onChoose: (choice: SmallGroupChoice) => void
}) {
  const { t } = useTranslation()
  const isOwner = useMay('customers.unmask')
  const choices = isOwner
    ? [...few.choices, { value: 'all' as const, label: t('customers.export.groups.all') }]
    : few.choices
  return (
    <Field label={t('customers.export.groups.title')}>
      <p className="soft">{few.found}</p>
      <Radio.Group
        value={choice}
        onChange={(event) => onChoose(event.target.value as SmallGroupChoice)}
        style={{ display: 'grid', gap: 8 }}
      >
        {choices.map(({ value, label }) => (
          <Radio key={value} value={value}>
            {label}
          </Radio>
        ))}
      </Radio.Group>
    </Field>
  )
}
