import { App, Input, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requestHeaders, signedOut } from '../../api/client.ts'
import { useCall, useMay, useSlug } from '../../api/hooks.ts'
import { offlineProblem, problemFrom } from '../../api/problem.ts'
import type { CompanyExportCheck, CompanyListQuery, SmallGroupChoice } from '../../api/types.ts'
import { saveBlob } from '../../ui/download.ts'
import { Field } from '../../ui/field.tsx'
import { PurposeSelect } from '../../ui/purpose-select.tsx'
import { ErrorState, Loading, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Before the list of companies leaves as a file: what becomes of those whose figures are of few people, and what it is for. */
export function CompanyFileDialog({ query, onClose }: { query: CompanyListQuery; onClose: () => void }) {
  const { t } = useTranslation()
  const send = useCall()
  const file = useCompaniesFile(query)
  const [reason, setReason] = useState('')
  const [purpose, setPurpose] = useState('analysis')
  const [check, setCheck] = useState<CompanyExportCheck | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [choice, setChoice] = useState<SmallGroupChoice>('generalise')
  // The list behind the dialog cannot change while it is open: asked once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const leaving = new AbortController()
    send('post', '/companies/export/check', { body: query, signal: leaving.signal }).then(
      setCheck,
      (error: unknown) => {
        if (!leaving.signal.aborted) setProblem(error)
      },
    )
    return () => leaving.abort()
  }, [])
  const given = reason.trim()
  const isReady = given.length >= 3 && check !== null
  const give = () => {
    if (isReady)
      void file.take(given, purpose, check.below > 0 ? choice : null).then((done) => done && onClose())
  }
  return (
    <Modal
      open
      title={t('companies.export')}
      okText={t('customers.export.take')}
      okButtonProps={{ disabled: !isReady, loading: file.busy }}
      onOk={give}
      onCancel={onClose}
      destroyOnHidden
    >
      {problem ? <ErrorState error={problem} where={t('companies.export')} /> : null}
      {check === null && !problem ? <Loading height={48} /> : null}
      {check && check.below > 0 ? <Choice check={check} choice={choice} onChoose={setChoice} /> : null}
      <PurposeSelect value={purpose} onChange={setPurpose} />
      <Field label={t('customers.export.reason')}>
        <Input
          autoFocus
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={give}
        />
        <span className="field-help">{t('customers.export.reasonHelp')}</span>
      </Field>
    </Modal>
  )
}

function Choice({
  check,
  choice,
  onChoose,
}: {
  check: CompanyExportCheck
  choice: SmallGroupChoice
  onChoose: (choice: SmallGroupChoice) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const isOwner = useMay('customers.unmask')
  return (
    <Field label={t('customers.export.groups.title')}>
      <p className="soft">
        {t('companies.few.found', {
          below: format.integer(check.below),
          rows: format.integer(check.rows),
          k: check.k,
        })}
      </p>
      <Radio.Group
        value={choice}
        onChange={(event) => onChoose(event.target.value as SmallGroupChoice)}
        style={{ display: 'grid', gap: 8 }}
      >
        <Radio value="generalise">
          {t('companies.few.generalise')}
          {check.soleTraders > 0 ? t('companies.few.soleTraders', { count: check.soleTraders }) : ''}
        </Radio>
        <Radio value="leave_out">{t('companies.few.leaveOut', { count: check.below })}</Radio>
        {isOwner ? <Radio value="all">{t('customers.export.groups.all')}</Radio> : null}
      </Radio.Group>
    </Field>
  )
}

function useCompaniesFile(query: CompanyListQuery) {
  const { t } = useTranslation()
  const slug = useSlug()
  const { message } = App.useApp()
  const problem = useProblemText()
  const [busy, setBusy] = useState(false)
  /** @returns whether it was saved */
  const take = async (reason: string, purpose: string, smallGroups: SmallGroupChoice | null) => {
    setBusy(true)
    try {
      const answer = await fetch(`/api/workspaces/${encodeURIComponent(slug)}/companies/export`, {
        method: 'POST',
        headers: { ...requestHeaders(), 'content-type': 'application/json' },
        body: JSON.stringify({ ...query, reason, purpose, ...(smallGroups && { smallGroups }) }),
      }).catch(() => {
        throw offlineProblem()
      })
      if (answer.status === 401) signedOut()
      if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => null))
      saveBlob(await answer.blob(), `${t('companies.file')}.csv`)
      return true
    } catch (error) {
      void message.error(problem(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return { busy, take }
}
