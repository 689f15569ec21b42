import { useTranslation } from 'react-i18next'
import { useCall } from '../../api/hooks.ts'
import type { CompanyExportCheck, CompanyListQuery } from '../../api/types.ts'
import { FileDialog, type FileQuestion } from '../../ui/file/file-dialog.tsx'
import { useFormat } from '../../ui/use-format.ts'

/** The list of companies as a file: figures of few people are theirs. */
export function CompanyFileDialog({ query, onClose }: { query: CompanyListQuery; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const send = useCall()
  const question: FileQuestion<CompanyExportCheck> = {
    title: t('companies.exportTitle'),
    path: '/companies/export',
    body: query,
    check: (signal) => send('post', '/companies/export/check', { body: query, signal }),
    few: ({ below, rows, k, soleTraders }) => ({
      found: t('companies.few.found', { below: format.integer(below), rows: format.integer(rows), k }),
      choices: [
        {
          value: 'generalise',
          label: [
            t('companies.few.generalise'),
            soleTraders > 0 ? t('companies.few.soleTraders', { count: soleTraders }) : '',
          ].join(''),
        },
        { value: 'leave_out', label: t('companies.few.leaveOut', { count: below }) },
      ],
    }),
    fileName: () => `${t('companies.file')}.csv`,
  }
  return <FileDialog question={question} onClose={onClose} />
}
