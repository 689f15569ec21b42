import { App, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { CaseImport } from '../../api/types.ts'
import { BadRows } from '../../ui/file/bad-rows.tsx'
import { PickFile } from '../../ui/file/pick-file.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** Complaints from another system as a file; what is wrong stands there by its row, and the file may come again. */
export function ImportCases({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
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
        <PickFile accept=".csv,.txt" busy={send.isPending} onPick={(file) => void take(file)}>
          {t('cases.import.choose')}
        </PickFile>
        {report === null ? null : <Report report={report} />}
      </div>
    </Modal>
  )
}

function Report({ report }: { report: CaseImport }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <>
      <p aria-live="polite">
        {t('cases.import.done', {
          opened: format.integer(report.opened),
          already: format.integer(report.already),
          bad: format.integer(report.bad.length),
        })}
      </p>
      <BadRows bad={report.bad} />
    </>
  )
}
