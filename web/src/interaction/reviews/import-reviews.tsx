import { App, Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRefresh, useSlug } from '../../api/hooks.ts'
import type { ReviewImport } from '../../api/types.ts'
import { uploadReviews } from '../../api/upload-reviews.ts'
import { Field } from '../../ui/field.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** Reviews as a file; what is wrong stands there by its row, and the file may come again. */
export function ImportReviews({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const slug = useSlug()
  const refresh = useRefresh()
  const input = useRef<HTMLInputElement>(null)
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
        <div className="bar">
          <Button
            type="primary"
            loading={busy}
            disabled={source.trim() === ''}
            onClick={() => input.current?.click()}
          >
            {t('reviews.import.choose')}
          </Button>
        </div>
        <input
          ref={input}
          type="file"
          accept=".csv,.txt,.tsv,.xlsx,.jsonl,.ndjson,.gz"
          hidden
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = '' // the same file may be chosen again after a correction
            if (file) void take(file)
          }}
        />
        {report === null ? null : <Report report={report} />}
      </div>
    </Modal>
  )
}

function Report({ report }: { report: ReviewImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
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
      {report.bad.length === 0 ? null : (
        <DataTable
          label={t('cases.import.bad')}
          rows={report.bad.slice(0, 200)}
          rowKey={({ row }) => String(row)}
          columns={[
            {
              key: 'row',
              title: t('cases.import.row'),
              figure: true,
              render: ({ row }) => format.integer(row),
            },
            { key: 'problem', title: t('cases.import.problem'), render: (one) => local(one.problem) },
          ]}
        />
      )}
    </>
  )
}
