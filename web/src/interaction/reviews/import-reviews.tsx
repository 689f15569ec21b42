import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefresh, useSlug } from '../../api/hooks.ts'
import type { ReviewImport } from '../../api/types.ts'
import { uploadReviews } from '../../api/upload-reviews.ts'
import { Field } from '../../ui/field.tsx'
import { BadRows } from '../../ui/file/bad-rows.tsx'
import { PickFile } from '../../ui/file/pick-file.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Reviews as a file; what is wrong stands there by its row, and the file may come again. */
export function ImportReviews({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const slug = useSlug()
  const refresh = useRefresh()
  const [source, setSource] = useState('')
  const [busy, setBusy] = useState(false)
  const [report, setReport] = useState<ReviewImport | null>(null)
  const take = async (file: File) => {
    setBusy(true)
    try {
      setReport(await uploadReviews(slug, file, source.trim()))
      await refresh('/reviews', '/review-figures', '/review-imports', '/audit')
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('reviews.import.title')} footer={null} onCancel={onClose} destroyOnHidden>
      <div className="stack-tight">
        <p className="soft">{t('reviews.import.help')}</p>
        <p>
          <code>{t('reviews.import.columns')}</code>
        </p>
        <Field label={t('reviews.import.source')}>
          <Input
            value={source}
            maxLength={60}
            placeholder={t('reviews.import.sourceFor')}
            onChange={({ target }) => setSource(target.value)}
          />
        </Field>
        <PickFile
          accept=".csv,.txt,.tsv,.xlsx,.jsonl,.ndjson,.gz"
          busy={busy}
          disabled={source.trim() === ''}
          onPick={(file) => void take(file)}
        >
          {t('reviews.import.choose')}
        </PickFile>
        {report === null ? null : <Report report={report} />}
      </div>
    </Modal>
  )
}

function Report({ report }: { report: ReviewImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <p aria-live="polite">
        {t('reviews.import.done', {
          added: format.integer(report.added),
          already: format.integer(report.already),
          linked: format.integer(report.linked),
          bad: format.integer(report.bad.length),
        })}
      </p>
      <BadRows bad={report.bad} />
    </>
  )
}
