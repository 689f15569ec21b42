import { App, Button, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CaseImport } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'

/** Complaints from another system as a file; what is wrong stands there by its row, and the file may come again. */
export function ImportCases({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const input = useRef<HTMLInputElement>(null)
  const [report, setReport] = useState<CaseImport | null>(null)
  const send = useWrite('post', '/cases/import', ['/cases', '/case-figures', '/customers'])
  const take = async (file: File) => {
    try {
      setReport(await send.mutateAsync({ body: { csv: await file.text() } }))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal open title={t('cases.import.title')} footer={null} onCancel={onClose} destroyOnHidden>
      <div className="stack-tight">
        <p className="soft">{t('cases.import.help')}</p>
        <p>
          <code>ref,words,customer,email,phone,received_at,channel</code>
        </p>
        <div className="bar">
          <Button type="primary" loading={send.isPending} onClick={() => input.current?.click()}>
            {t('cases.import.choose')}
          </Button>
        </div>
        <input
          ref={input}
          type="file"
          accept=".csv,.txt"
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

function Report({ report }: { report: CaseImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  return (
    <>
      <p aria-live="polite">
        {t('cases.import.done', {
          opened: format.integer(report.opened),
          already: format.integer(report.already),
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
